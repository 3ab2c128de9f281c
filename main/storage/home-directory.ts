import os from 'node:os';

/** Empty if none is known: HOME may be empty, and a user without a name have none. */
export function homeDirectory(): string {
  try {
    return os.homedir() || os.userInfo().homedir;
  } catch {
    return '';
  }
}
