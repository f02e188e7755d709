import { useState, type FormEvent } from 'react';
import type { SessionView } from '../../src/app/views/session.ts';
import { problemText, sendJson } from './api-client.ts';
import { formText } from './logic/form-text.ts';
import styles from './sign-in.module.css';
import { Button } from './ui/button.tsx';
import { InputField } from './ui/field.tsx';
import { Notice } from './ui/notice.tsx';

export interface SignInProps {
  /** Why the last session ended, if one did. */
  why: string | undefined;
  onSignedIn(session: SessionView): void;
}

export function SignIn({ why, onSignedIn }: SignInProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const credentials = { username: formText(form, 'username'), password: passwordOf(form) };
    setBusy(true);
    try {
      onSignedIn(await sendJson<SessionView>('POST', '/api/session', credentials));
    } catch (error) {
      setProblem(problemText(error));
      setBusy(false);
    }
  };
  const shown = problem ?? why;
  return (
    <main className={styles['page']}>
      <div className={styles['card']}>
        <div className={styles['brand']}>
          <img src="/icon.svg" alt="" width="36" height="36" />
          <h1>Sign in to Firstring</h1>
        </div>
        <form className={styles['form']} onSubmit={(event) => void submit(event)}>
          <InputField
            label="User name"
            name="username"
            autoComplete="username"
            required
            autoFocus
            maxLength={128}
          />
          <InputField
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            maxLength={1024}
          />
          <Button tone="accent" type="submit" isDisabled={busy}>
            {busy ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
        <div className={styles['problem']}>
          {shown === undefined ? null : (
            <Notice tone={problem === undefined ? 'warn' : 'bad'}>{shown}</Notice>
          )}
        </div>
      </div>
    </main>
  );
}

/** Spaces around a password belong to it. */
function passwordOf(form: FormData): string {
  const value = form.get('password');
  return typeof value === 'string' ? value : '';
}
