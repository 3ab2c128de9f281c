import { useEffect, useState } from 'preact/hooks';
import type notices from 'virtual:notices';
import { licencesWords as words } from './words.ts';

type Notices = typeof notices;

/** Each package with its licence, folded. The texts are read when they are first shown. */
export function LicencesView() {
  const [notices, setNotices] = useState<Notices | null>(null);
  useEffect(() => void import('virtual:notices').then(({ default: all }) => setNotices(all)), []);
  return (
    <section class="licences" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p>{notices === null ? words.loading : words.about}</p>
      {notices?.map(({ name, version, licence, text }) => (
        <details key={name}>
          <summary>
            {name} {version} <span class="dim">{licence}</span>
          </summary>
          <pre tabIndex={0}>{text}</pre>
        </details>
      ))}
    </section>
  );
}
