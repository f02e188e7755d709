import { useEffect } from 'react';
import { useCan } from '../session.tsx';
import styles from '../ui/page.module.css';
import { Exclusions } from './exclusions.tsx';

export function SettingsPage() {
  const can = useCan();
  useEffect(() => {
    document.title = 'Settings · Firstring';
  }, []);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Settings</h1>
      </div>
      {can('exclusion:read') ? <Exclusions /> : null}
    </div>
  );
}
