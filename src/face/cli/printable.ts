/**
 * Text without control characters: names and user agents come from whoever called AWS, and must not steer a terminal.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => (character === '\n' || character === '\t' ? ' ' : ''));
}
