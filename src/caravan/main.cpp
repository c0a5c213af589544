#include <exception>
#include <iostream>
#include <variant>

#include "caravan/commands/commands.hpp"

int main(int argument_count, char** arguments, char** environment) {
  try {
    const auto command = caravan::config::parse_command_line(argument_count, arguments, environment);
    return std::visit([](const auto& given) { return caravan::commands::run(given); }, command);
  } catch (const std::exception& error) {
    // Start-up failures arrive here with a text that says what to do.
    std::cerr << "caravan: " << error.what() << '\n';
    return caravan::commands::failure;
  }
}
