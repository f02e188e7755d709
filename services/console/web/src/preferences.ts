import { useSyncExternalStore } from 'react';

/** What a person sets for this browser: colours and shortcuts. Kept here because they belong to the eyes and hands, not the account. */
export interface Preferences {
  theme: 'system' | 'light' | 'dark';
  /** Single-key shortcuts can be turned off (WCAG 2.1.4). */
  shortcuts: boolean;
  /** a click on a lead shows it and changes nothing; otherwise, for people with a desk, it comes there under its lock. */
  viewOnly: boolean;
  /** A sound when a lead comes. */
  sound: boolean;
  /** A notice of the system when a lead comes and another window is in front; asked about once. */
  notice: 'unasked' | 'on' | 'off';
}

const KEY = 'firstring.preferences';
const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  const fallback: Preferences = {
    theme: 'system',
    shortcuts: true,
    viewOnly: true,
    sound: true,
    notice: 'unasked',
  };
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return fallback;
    const theme =
      'theme' in stored && (stored.theme === 'light' || stored.theme === 'dark') ? stored.theme : 'system';
    return {
      theme,
      shortcuts: !('shortcuts' in stored && stored.shortcuts === false),
      viewOnly: !('viewOnly' in stored && stored.viewOnly === false),
      sound: !('sound' in stored && stored.sound === false),
      notice:
        'notice' in stored && (stored.notice === 'on' || stored.notice === 'off') ? stored.notice : 'unasked',
    };
  } catch {
    // Storage may be off or hold another page's text: the defaults are right then.
    return fallback;
  }
}

/** Colours as chosen; called before the first paint. */
export function applyPreferences(): void {
  if (current.theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = current.theme;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  applyPreferences();
  try {
    window.localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
