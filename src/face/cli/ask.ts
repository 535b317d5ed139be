import type { Readable } from 'node:stream';
import confirm from '@inquirer/confirm';
import input from '@inquirer/input';
import password from '@inquirer/password';
import select from '@inquirer/select';
import { AppError } from '../../core/app-error.ts';
import type { Io } from './io.ts';

/** What a typed answer must be: true, or what is wrong with it in one sentence. */
export type AnswerCheck = (answer: string) => true | string;

export interface Question {
  readonly message: string;
  readonly default?: string;
  readonly check?: AnswerCheck;
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly name: string;
  readonly description?: string;
}

/** Questions to the person at the terminal. They go to standard error, so that the output stays what was asked for. */
export interface Asker {
  line(question: Question): Promise<string>;
  /** Nothing of what is typed is shown. */
  secret(question: Omit<Question, 'default'>): Promise<string>;
  choose<Value extends string>(message: string, choices: readonly Choice<Value>[]): Promise<Value>;
  confirm(message: string, fallback: boolean): Promise<boolean>;
}

/** Undefined where nobody can answer: in a pipe, a job, a container without a terminal. */
export function openAsker(io: Io, signal: AbortSignal): Asker | undefined {
  if (!canAnswer(io)) return undefined;
  const context = { input: asReadable(io.stdin), output: io.stderr, signal, clearPromptOnDone: false };
  return {
    line: ({ message, default: fallback, check }) =>
      answered(input({ message, ...(fallback === undefined ? {} : { default: fallback }), validate: (answer) => check?.(answer.trim()) ?? true }, context)).then((answer) => answer.trim()),
    secret: ({ message, check }) => answered(password({ message, mask: false, toggleMask: false, validate: (answer) => check?.(answer.trim()) ?? true }, context)).then((answer) => answer.trim()),
    choose: (message, choices) => answered(select({ message, choices: [...choices] }, context)),
    confirm: (message, fallback) => answered(confirm({ message, default: fallback }, context)),
  };
}

function canAnswer({ stdin, isErrorTerminal }: Io): boolean {
  return isErrorTerminal && 'isTTY' in stdin && stdin.isTTY === true;
}

/** Guarantee: `canAnswer` holds, and only a stream of a terminal says that it is one. */
function asReadable(stdin: NodeJS.ReadableStream): Readable {
  return stdin as Readable;
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const isLeft = cause instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(cause.name);
    throw isLeft ? new AppError('cancelled', 'Nothing was done: the question was left without an answer', { cause }) : cause;
  }
}
