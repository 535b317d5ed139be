export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment. Everything else is handed it as a value. */
export function readEnvironment(): Environment {
  return { ...process.env };
}
