export type RulePath = readonly (string | number)[];

/** Why a rule cannot be used, and where in its document; the loader adds file and line. Such a rule is refused whole, never applied in part. */
export class RuleProblem extends Error {
  readonly path: RulePath;

  constructor(because: string, path: RulePath = []) {
    super(because);
    this.path = path;
  }
}

/** Runs `read`, and says of a problem in it that it stands at `step`. */
export function within<T>(step: string | number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RuleProblem) throw new RuleProblem(error.message, [step, ...error.path]);
    throw error;
  }
}
