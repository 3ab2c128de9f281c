/** Asks whether a link of another program may be followed. Its questions are the system's own dialogs: no page can answer them. */
import { dialog } from 'electron';
import type { Profile } from '../../shared/connections/profile.ts';
import type { ConnectDefaults, Target } from '../connections/launch-options.ts';
import { questionsAbout, targetOfLink } from '../connections/program-link.ts';

/** Null if the user does not agree. Once the app is ready. Rejects with a FailureError for a link that cannot be followed. */
export async function askAboutLink(
  url: string,
  profiles: readonly Profile[],
  defaults: ConnectDefaults,
): Promise<Target | null> {
  const { questions, login } = questionsAbout(url, profiles);
  let useLogin = false;
  for (const [i, { message, detail, button }] of questions.entries()) {
    const { response, checkboxChecked } = await dialog.showMessageBox({
      type: i === 0 ? 'question' : 'warning',
      title: 'Slotshell',
      message,
      detail,
      buttons: ['Cancel', button],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
      ...(i === 0 && login !== null && { checkboxLabel: login, checkboxChecked: false }),
    });
    if (response !== 1) return null;
    if (i === 0) useLogin = login !== null && checkboxChecked;
  }
  return targetOfLink(url, profiles, useLogin, defaults);
}
