import { useEffect } from 'react';
import { useCan } from '../session.tsx';
import styles from '../ui/page.module.css';
import { EnrichmentData } from './enrichment-data.tsx';
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
      {can('ingest-link:read') ? <EnrichmentData /> : null}
      {can('exclusion:read') ? <Exclusions /> : null}
    </div>
  );
}
