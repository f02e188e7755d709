import { createContext, useContext } from 'react';
import type { Permission } from '../../src/domain/permissions.ts';
import type { SessionView } from '../../src/app/views/session.ts';

export interface SessionContextValue {
  session: SessionView;
  /** The process that tables and settings show. */
  processId: string;
  setProcessId(processId: string): void;
  /** Reads again who is signed in, after something about it changed. */
  renew(): Promise<void>;
  signOut(): Promise<void>;
}

export const SessionContext = createContext<SessionContextValue | undefined>(undefined);

export function useSession(): SessionContextValue {
  const value = useContext(SessionContext);
  if (value === undefined) throw new Error('used outside a session');
  return value;
}

/** What the page may offer; the server decides again on every call. */
export function useCan(): (permission: Permission) => boolean {
  const { session } = useSession();
  return (permission) => session.permissions.includes(permission);
}
