/** electron-builder's own functions, which it exports to nobody. */
import { createRequire } from 'node:module';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const require = createRequire(path.join(ROOT, 'node_modules/electron-builder/package.json'));

export type BuilderConfig = Record<string, Record<string, unknown>>;

const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config') as {
  getConfig: (root: string, file: string, config: null) => Promise<BuilderConfig>;
  validateConfiguration: (config: unknown, log: { add: () => void }) => Promise<void>;
};
const { expandMacro } = require('app-builder-lib/out/util/macroExpander') as {
  expandMacro: (pattern: string, arch: string, app: object, extra: object) => string;
};
const { archFromString, getArtifactArchName } = require('builder-util/out/arch') as {
  archFromString: (name: string) => number;
  getArtifactArchName: (arch: number, ext: string) => string;
};

export const readBuilderConfig = () => getConfig(ROOT, 'electron-builder.yml', null);

/** Rejects with the schema's objections. */
export const validateBuilderConfig = (config: unknown) =>
  validateConfiguration(config, { add: () => undefined });

/** The file that a target (`nsis`, `dmg`, …) makes for `os` (`linux`, `mac`, `win`) and `arch` (`x64`, `arm64`). */
export function artifactName(
  config: BuilderConfig,
  app: { name: string; version: string },
  { os, arch, target }: { os: string; arch: string; target: string },
): string {
  const ext = target === 'nsis' ? 'exe' : target;
  const name = getArtifactArchName(archFromString(arch), ext);
  return expandMacro(String(config['artifactName']), name, app, { os, ext });
}
