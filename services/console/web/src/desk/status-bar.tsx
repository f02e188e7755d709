import { useState } from 'react';
import { statusNotice } from '../logic/status-notice.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useServerNow } from '../ui/use-now.ts';
import { useDesk } from './desk-context.tsx';
import { PhoneDialog } from './phone-dialog.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import styles from './status-bar.module.css';
import { useShortcuts } from './use-shortcuts.ts';

/** Connection and phone, always at the same place: calm while all is well, loud and in words when it is not. */
export function StatusBar() {
  const desk = useDesk();
  useServerNow(desk.clock);
  const [open, setOpen] = useState<'phone' | 'shortcuts'>();
  useShortcuts({ '?': () => setOpen('shortcuts') });
  const notice = statusNotice(desk, performance.now());
  return (
    <footer className={`${styles['bar']} ${styles[notice.tone]}`}>
      <Icon name={notice.tone === 'calm' ? 'check' : 'warning'} />
      <p role={notice.tone === 'bad' ? 'alert' : 'status'}>{notice.text}</p>
      {notice.action === 'phone' ? <Button onPress={() => setOpen('phone')}>Phone settings</Button> : null}
      {notice.action === 'dismiss' ? <Button onPress={desk.noticeSeen}>Understood</Button> : null}
      <Button tone="quiet" shortcut="?" onPress={() => setOpen('shortcuts')}>
        Keys
      </Button>
      {open === 'phone' ? <PhoneDialog phone={desk.desk?.phone} onClose={() => setOpen(undefined)} /> : null}
      {open === 'shortcuts' ? <ShortcutsDialog onClose={() => setOpen(undefined)} /> : null}
    </footer>
  );
}
