/** Why a rule cannot be used; the loader adds the file. Such a rule is refused whole, never applied in part. */
export class RuleProblem extends Error {}
