import { useState, type FormEvent } from 'react';
import { sendJson } from '../api-client.ts';
import { randomId } from '../logic/random-id.ts';
import { fieldError, otherError } from '../settings/field-error.ts';
import { Button } from '../ui/button.tsx';
import { InputField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';

/** A new password of one's own. Every other session of this person ends with it. */
export function PasswordForm({ className, onDone }: { className: string | undefined; onDone(): void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const [differs, setDiffers] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const { currentPassword, newPassword, again } = Object.fromEntries(form);
    setDiffers(newPassword !== again);
    if (newPassword !== again) return;
    setBusy(true);
    try {
      await sendJson('PUT', '/api/session/password', {
        requestId: randomId(),
        currentPassword,
        newPassword,
      });
      onDone();
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown : new Error(String(thrown)));
    } finally {
      setBusy(false);
    }
  };
  const other = otherError(error, ['newPassword']);
  return (
    <form className={className} onSubmit={(event) => void submit(event)}>
      <Problem of={other} />
      <InputField
        label="Present password"
        name="currentPassword"
        type="password"
        autoComplete="current-password"
        required
        autoFocus
        maxLength={256}
      />
      <InputField
        label="New password"
        name="newPassword"
        type="password"
        autoComplete="new-password"
        required
        minLength={10}
        maxLength={256}
        hint="10 characters or more. A few words that do not belong together are good."
        error={fieldError(error, 'newPassword')}
      />
      <InputField
        label="New password again"
        name="again"
        type="password"
        autoComplete="new-password"
        required
        maxLength={256}
        error={differs ? 'This is not the same as above.' : undefined}
      />
      <Button tone="accent" type="submit" isDisabled={busy}>
        {busy ? 'Saving…' : 'Save the new password'}
      </Button>
    </form>
  );
}
