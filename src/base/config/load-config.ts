import { AppError } from '../../core/app-error.ts';
import { configSchema, type Config } from './config-schema.ts';
import { explainIssues } from './explain-issues.ts';
import { listSettingSpecs, type SettingSpec } from './list-setting-specs.ts';
import { readConfigFile } from './read-config-file.ts';
import type { Environment } from './read-environment.ts';
import { secretParts } from './redact.ts';
import type { Origin, SettingSource } from './setting-source.ts';
import { unknownVariables } from './unknown-variables.ts';
import { readPath, withPath } from './value-at-path.ts';

/** One setting with the value in effect. */
export interface Setting {
  readonly key: string;
  readonly value: unknown;
  readonly origin: Origin;
  /** Where exactly: `watchkeeper.yaml:3`, `WATCHKEEPER_PORT`, `--port`. */
  readonly from: string | undefined;
  readonly env: string | undefined;
  readonly isSecret: boolean;
  readonly about: string;
}

export interface LoadedConfig {
  readonly config: Config;
  readonly settings: readonly Setting[];
  /** What must not be logged. */
  readonly secrets: readonly string[];
  /** What is not wrong but is likely not meant, one sentence each. */
  readonly warnings: readonly string[];
}

export interface ConfigSources {
  /** A file to read instead of `watchkeeper.yaml`; it must exist. */
  readonly file?: string | undefined;
  /** Values by key, such as `server.port`, with the argument that gave them. */
  readonly args?: Readonly<Record<string, ArgumentValue>>;
  readonly environment: Environment;
  readonly cwd: string;
  /** Names of WATCHKEEPER_ variables that are not settings but are known. */
  readonly otherVariables?: readonly string[];
}

export interface ArgumentValue {
  readonly value: unknown;
  /** `--port` */
  readonly name: string;
}

/** Merges argument over environment over file over default, and checks all of it at once. */
export async function loadConfig({ file: named, args = {}, environment, cwd, otherVariables = [] }: ConfigSources): Promise<LoadedConfig> {
  const file = await readConfigFile(named ?? (environment['WATCHKEEPER_CONFIG'] || undefined), cwd);
  const specs = listSettingSpecs();
  const sources = specs.map((spec) => sourceOf(spec, { args, environment, file }));

  let input: unknown = file?.content ?? {};
  for (const { spec, origin, value } of sources) if (origin === 'environment' || origin === 'argument') input = withPath(input, spec.path, value);
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) {
    throw new AppError('bad-config', explainIssues(parsed.error.issues, { input, sources, file }).join('\n'), {
      hint: 'watchkeeper help config explains every setting',
    });
  }
  const settings = sources.map(({ spec: { key, path, env, isSecret, about }, origin, from }) => {
    return { key, value: readPath(parsed.data, path), origin, from, env, isSecret, about };
  });
  return {
    config: parsed.data,
    settings,
    secrets: settings.flatMap(({ value, isSecret }) => secretParts(value, isSecret)),
    warnings: unknownVariables(environment, [...specs.flatMap(({ env }) => env ?? []), ...otherVariables]),
  };
}

type Places = Pick<ConfigSources, 'environment'> & { args: Readonly<Record<string, ArgumentValue>>; file: Awaited<ReturnType<typeof readConfigFile>> };

function sourceOf(spec: SettingSpec, { args, environment, file }: Places): SettingSource {
  const argument = args[spec.key];
  if (argument) return { spec, origin: 'argument', from: argument.name, value: argument.value };
  const variable = spec.env === undefined ? undefined : environment[spec.env];
  // Compose files and shells pass on variables that are unset as empty ones.
  if (variable !== undefined && variable !== '') return { spec, origin: 'environment', from: spec.env, value: coerced(variable, spec.kind) };
  const value = readPath(file?.content, spec.path);
  if (file && value !== undefined) return { spec, origin: 'file', from: [file.name, file.lineOf(spec.path)].filter(Boolean).join(':'), value };
  return { spec, origin: 'default', from: undefined, value: undefined };
}

/** The value that the text means; text that means none stays as it is, and the schema says what is wrong with it. */
function coerced(text: string, kind: SettingSpec['kind']): unknown {
  switch (kind) {
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
    case 'boolean':
      return /^(true|1|yes|on)$/i.test(text.trim()) ? true : /^(false|0|no|off)$/i.test(text.trim()) ? false : text;
    case 'list':
      return text.split(',').map((one) => one.trim()).filter((one) => one !== '');
    case 'text':
      return text;
  }
}
