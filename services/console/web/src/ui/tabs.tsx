import styles from './tabs.module.css';

interface TabsProps {
  label: string;
  tabs: readonly { path: string; label: string }[];
  current: string;
  onChoose(path: string): void;
}

/** Pages of a section, as links. */
export function Tabs({ label, tabs, current, onChoose }: TabsProps) {
  return (
    <nav className={styles['tabs']} aria-label={label}>
      {tabs.map((tab) => (
        <a
          key={tab.path}
          href={tab.path}
          aria-current={tab.path === current ? 'page' : undefined}
          onClick={(event) => {
            event.preventDefault();
            onChoose(tab.path);
          }}
        >
          {tab.label}
        </a>
      ))}
    </nav>
  );
}
