import { useQuery } from '@tanstack/react-query';
import { getJson } from './api-client.ts';
import { setPreferences, usePreferences } from './preferences.ts';
import { useSession } from './session.tsx';
import { Button } from './ui/button.tsx';
import { Icon } from './ui/icon.tsx';
import { Menu, type MenuChoice } from './ui/menu.tsx';

/** Process (for people with several), colours, shortcuts, sign out. */
export function UserMenu() {
  const { session, signOut } = useSession();
  const { theme, shortcuts } = usePreferences();
  const choices: MenuChoice[] = [
    { id: 'system', label: 'Colours of the system', checked: theme === 'system' },
    { id: 'light', label: 'Light', checked: theme === 'light' },
    { id: 'dark', label: 'Dark', checked: theme === 'dark' },
    { id: 'shortcuts', label: 'Keyboard shortcuts', checked: shortcuts },
    { id: 'sign-out', label: 'Sign out' },
  ];
  const choose = (id: string): void => {
    if (id === 'sign-out') void signOut();
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
    </>
  );
}

function ProcessMenu() {
  const { session, processId, setProcessId } = useSession();
  const { data } = useQuery({
    queryKey: ['processes'],
    queryFn: () => getJson<{ processes: { processId: string; name: string }[] }>('/api/processes'),
    enabled: session.processIds.length > 1,
  });
  if (session.processIds.length < 2) return null;
  const named = session.processIds.map((id) => ({
    id,
    label: data?.processes.find((process) => process.processId === id)?.name ?? id,
    checked: id === processId,
  }));
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
      onChoose={setProcessId}
    />
  );
}
