import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'magenta' | 'underline';

/** Gives text a style where colours are wanted, and gives it back unchanged where they are not. */
export type Paint = (style: Style, text: string) => string;

export const plainPaint: Paint = (_style, text) => text;

const colouredPaint: Paint = (style, text) => styleText(style, text, { validateStream: false });

/** Colours are for terminals; FORCE_COLOR and NO_COLOR decide before that, in this order, as in Node itself. */
export function choosePaint(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): Paint {
  return wantsColour(isTerminal, environment) ? colouredPaint : plainPaint;
}

function wantsColour(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (environment['NO_COLOR']) return false;
  return isTerminal && environment['TERM'] !== 'dumb';
}
