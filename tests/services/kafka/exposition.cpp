#include "services/kafka/exposition.hpp"

#include <sstream>

namespace caravan::services {

double exposed(const Flow& flow, const std::string& metric, const std::string& label) {
  std::istringstream lines(flow.metrics.expose());
  double sum = 0;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(metric + "{") && line.find(label) != std::string::npos)
      sum += std::stod(line.substr(line.rfind(' ')));
  return sum;
}

}  // namespace caravan::services
