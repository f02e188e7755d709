import { setPreferences } from '../preferences.ts';

/** Browsers without notices, or where they have been forbidden, are not asked. */
export function canBeAsked(): boolean {
  return 'Notification' in window && Notification.permission !== 'denied';
}

/** Turns notices on, which asks the browser, or off; a refusal is the same as off. */
export async function turnNotices(on: boolean): Promise<void> {
  const allowed = on && canBeAsked() && (await Notification.requestPermission()) === 'granted';
  setPreferences({ notice: allowed ? 'on' : 'off' });
}

/** A notice for somebody who looks elsewhere; without names, because whoever stands by reads it too. Returns what takes it away. */
export function showLeadNotice(text: string): () => void {
  if (!document.hidden && document.hasFocus()) return () => {};
  if (!('Notification' in window) || Notification.permission !== 'granted') return () => {};
  const notice = new Notification(text, { body: 'It is on your desk.', tag: 'lead', icon: '/icon.svg' });
  notice.addEventListener('click', () => {
    window.focus();
    notice.close();
  });
  return () => notice.close();
}
