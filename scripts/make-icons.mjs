/**
 * `node scripts/make-icons.mjs`: makes every icon from assets/icon.svg, which alone is drawn by hand. Needs Debian's
 * librsvg2-bin, icoutils and icnsutils.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './prepare.mjs';

const ASSETS = path.join(ROOT, 'assets');
/** Where Linux looks for icons by size. */
const FOLDER = path.join(ASSETS, 'icons');
const SIZES = [16, 24, 32, 48, 64, 96, 128, 256, 512];
const ICO_SIZES = [16, 24, 32, 48, 64, 128];
const ICNS_SIZES = [16, 32, 48, 128, 256, 512];

const source = path.join(ASSETS, 'icon.svg');
const png = (size) => path.join(FOLDER, `${size}x${size}.png`);

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER);
for (const size of SIZES)
  execFileSync('rsvg-convert', ['-w', String(size), '-h', String(size), '-o', png(size), source]);
// The largest as PNG: as a bitmap it is ten times as large.
execFileSync('icotool', ['-c', '-o', path.join(ASSETS, 'icon.ico'), ...ICO_SIZES.map(png), '-r', png(256)]);
execFileSync('png2icns', [path.join(ASSETS, 'icon.icns'), ...ICNS_SIZES.map(png)]);
