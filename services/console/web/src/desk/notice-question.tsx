import { usePreferences, setPreferences } from '../preferences.ts';
import { Button } from '../ui/button.tsx';
import styles from './empty-state.module.css';
import { canBeAsked, turnNotices } from './lead-notice.ts';

/** Asked once, while nothing is in hand; afterwards it is a preference in the account's menu. */
export function NoticeQuestion() {
  const { notice } = usePreferences();
  if (notice !== 'unasked' || !canBeAsked()) return null;
  return (
    <div className={styles['question']}>
      <p>Be told by a notice when a lead comes while you look at another window?</p>
      <Button onPress={() => void turnNotices(true)}>Turn on notices</Button>
      <Button tone="quiet" onPress={() => setPreferences({ notice: 'off' })}>
        No
      </Button>
    </div>
  );
}
