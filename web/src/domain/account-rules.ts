export interface AccountFaults {
  readonly username?: string;
  readonly password?: string;
}

const usernameLength = { min: 3, max: 64 };
const passwordBytes = { min: 8, max: 1_024 };

// The server decides; this only spares people a round trip. Whoever logs in is held to no rule that an account once passed.
export function accountFaults(username: string, password: string, creating: boolean): AccountFaults {
  const nameLength = Array.from(username).length;
  const bytes = new TextEncoder().encode(password).length;
  const faults: { username?: string; password?: string } = {};
  if (nameLength === 0) faults.username = "Enter your name.";
  else if (creating && (nameLength < usernameLength.min || nameLength > usernameLength.max))
    faults.username = "A name has 3 to 64 characters.";
  if (bytes === 0) faults.password = "Enter your password.";
  else if (creating && bytes < passwordBytes.min) faults.password = "A password has at least 8 characters.";
  else if (creating && bytes > passwordBytes.max) faults.password = "This password is too long.";
  return faults;
}
