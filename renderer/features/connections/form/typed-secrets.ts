import type { SecretName } from '../../../../shared/connections/secret-names.ts';
import type { TypedSecrets } from '../../../../shared/connections/saved-connection.ts';

/** Reads the secret fields at the moment of use; nothing else holds their text. */
export function typedSecrets(screen: HTMLElement | null): TypedSecrets {
  const typed: { [name in SecretName]?: string } = {};
  for (const field of screen?.querySelectorAll<HTMLInputElement>('[data-secret]') ?? [])
    if (field.value !== '') typed[field.dataset['secret'] as SecretName] = field.value;
  return typed;
}
