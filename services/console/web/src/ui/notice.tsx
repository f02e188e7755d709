import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import styles from './notice.module.css';

/** Something to know before going on. Problems are read out at once, the rest when the reader pauses. */
export function Notice({ tone, children }: { tone: 'bad' | 'warn' | 'good'; children: ReactNode }) {
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className={`${styles['notice']} ${styles[tone]}`}>
      <Icon name={tone === 'good' ? 'check' : 'warning'} />
      <div>{children}</div>
    </div>
  );
}
