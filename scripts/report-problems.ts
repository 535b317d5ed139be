/** Prints what was found, or that all is well, and sets the exit code. */
export function reportProblems(allWell: string, problems: readonly string[]): void {
  for (const problem of problems) console.log(problem);
  console.log(problems.length === 0 ? allWell : `${problems.length} problems`);
  if (problems.length > 0) process.exitCode = 1;
}
