/** The end of a start whose arguments another program has taken: its terminal is told what is wrong with them. */
import { app } from 'electron';
import { parseLaunch } from '../connections/launch-options.ts';
import { profileNamed } from '../connections/profile-named.ts';
import { ProfileFile } from '../connections/profile-file.ts';
import { questionsAbout } from '../connections/program-link.ts';
import { FailureError } from '../../shared/failure.ts';
import type { Place } from './one-program.ts';

/** Ends this process. The window shows the same errors; the exit code is that of a first start. */
export async function endSecond(
  place: Exclude<Place, 'first'>,
  args: readonly string[],
  environment: { readonly [name: string]: string | undefined },
): Promise<void> {
  if (place !== 'second') {
    console.error(place.refused);
    return app.exit(1);
  }
  try {
    await check(args, environment);
    console.log('Slotshell runs already: it opens a window.');
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    console.error(`${error.message} ${error.failure.advice}`.trim());
  }
  app.exit(0);
}

/** Rejects as a first start with these arguments would, before it connects. */
async function check(
  args: readonly string[],
  environment: { readonly [name: string]: string | undefined },
): Promise<void> {
  const launch = await parseLaunch(args, environment);
  if (launch.kind === 'link') questionsAbout(launch.url, []);
  if (launch.kind !== 'saved') return;
  // The first program says what is wrong with the file.
  const profiles = await ProfileFile.open(app.getPath('userData'), { onProblem: () => undefined });
  profileNamed(profiles.list(), launch.name);
}
