import { useSyncExternalStore } from "react";
import { chooseTheme, currentTheme, subscribeTheme, type Theme } from "@/session/theme";
import { Icon } from "./icons";

const next: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const names: Record<Theme, string> = { system: "as the system", light: "light", dark: "dark" };
const onServer = (): Theme => "system";

export function ThemeButton() {
  const theme = useSyncExternalStore(subscribeTheme, currentTheme, onServer);
  const label = `Colours: ${names[theme]}. Change to ${names[next[theme]]}`;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      onClick={() => {
        chooseTheme(next[theme]);
      }}
    >
      <Icon name={theme} />
    </button>
  );
}
