import { useState } from 'react';
import { turnNotices } from './desk/lead-notice.ts';
import { setPreferences, usePreferences } from './preferences.ts';
import { navigate } from './router.ts';
import { useCan, useSession } from './session.tsx';
import { Button } from './ui/button.tsx';
import { Icon } from './ui/icon.tsx';
import { Menu, type MenuChoice } from './ui/menu.tsx';
import { OwnPasswordDialog } from './users/own-password-dialog.tsx';
import { useProcesses } from './users/use-processes.ts';

/** Process (for people with several), colours, shortcuts, sign out. */
export function UserMenu() {
  const { session, signOut } = useSession();
  const { theme, shortcuts, viewOnly, sound, notice } = usePreferences();
  const can = useCan();
  const [changing, setChanging] = useState(false);
  const choices: MenuChoice[] = [
    { id: 'system', label: 'Colours of the system', checked: theme === 'system' },
    { id: 'light', label: 'Light', checked: theme === 'light' },
    { id: 'dark', label: 'Dark', checked: theme === 'dark' },
    { id: 'shortcuts', label: 'Keyboard shortcuts', checked: shortcuts },
    ...(can('lead:view-only') && can('desk:use')
      ? [{ id: 'view-only', label: 'View leads only', checked: viewOnly }]
      : []),
    ...(can('desk:use')
      ? [
          { id: 'sound', label: 'Sound when a lead comes', checked: sound },
          { id: 'notice', label: 'Notice when a lead comes', checked: notice === 'on' },
        ]
      : []),
    { id: 'password', label: 'Change password' },
    { id: 'sign-out', label: 'Sign out' },
  ];
  const choose = (id: string): void => {
    if (id === 'sign-out') void signOut();
    else if (id === 'password') setChanging(true);
    else if (id === 'view-only') setPreferences({ viewOnly: !viewOnly });
    else if (id === 'sound') setPreferences({ sound: !sound });
    else if (id === 'notice') void turnNotices(notice !== 'on');
    else if (id === 'shortcuts') setPreferences({ shortcuts: !shortcuts });
    else setPreferences({ theme: id === 'light' || id === 'dark' ? id : 'system' });
  };
  return (
    <>
      <ProcessMenu />
      <Menu
        label="Account"
        trigger={
          <Button tone="quiet">
            <Icon name="user" />
            {session.name}
            <Icon name="chevron" size={16} />
          </Button>
        }
        choices={choices}
        onChoose={choose}
      />
      {changing ? <OwnPasswordDialog onClose={() => setChanging(false)} /> : null}
    </>
  );
}

function ProcessMenu() {
  const { processId, setProcessId } = useSession();
  const processes = useProcesses();
  if (processes.length < 2) return null;
  const named = processes.map(({ processId: id, name: label }) => ({ id, label, checked: id === processId }));
  const choose = (id: string): void => {
    setProcessId(id);
    // Filters, pages and what is open belong to the process that was left.
    navigate(window.location.pathname, true);
  };
  return (
    <Menu
      label="Process"
      trigger={
        <Button tone="quiet">
          {named.find(({ id }) => id === processId)?.label ?? 'Process'}
          <Icon name="chevron" size={16} />
        </Button>
      }
      choices={named}
      onChoose={choose}
    />
  );
}
