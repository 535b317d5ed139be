/** A file that is made from the code, kept in the repository and compared in every check. */
export interface Golden {
  /** From the root of the repository. */
  readonly path: string;
  render(): Promise<string>;
}
