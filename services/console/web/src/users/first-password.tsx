import { useSession } from '../session.tsx';
import styles from '../sign-in.module.css';
import { Button } from '../ui/button.tsx';
import { PasswordForm } from './password-form.tsx';

/** Somebody else made the password that was just used: before anything else its owner chooses another. */
export function FirstPassword() {
  const { session, renew, signOut } = useSession();
  return (
    <main className={styles['page']}>
      <div className={styles['card']}>
        <div className={styles['brand']}>
          <img src="/icon.svg" alt="" width="36" height="36" />
          <h1>Choose your password</h1>
        </div>
        <p>{`${session.name}, the password you signed in with was made by somebody else. Choose one that only you know.`}</p>
        <PasswordForm className={styles['form']} onDone={() => void renew()} />
        <Button tone="link" onPress={() => void signOut()}>
          Sign out
        </Button>
      </div>
    </main>
  );
}
