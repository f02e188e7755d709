import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { ApiProblem, problemText, sendJson } from '../api-client.ts';
import { CommandIds } from '../logic/command-ids.ts';
import { canCommand, type DeskState } from '../logic/desk-state.ts';
import { abilities, type DeskAbilities } from '../logic/presence-steps.ts';
import { randomId } from '../logic/random-id.ts';
import { DeskConnection } from './desk-connection.ts';

export interface DeskContextValue extends DeskState {
  can: DeskAbilities;
  /** Commands that wait for their answer. */
  busy: ReadonlySet<string>;
  /** What went wrong with the last command, in words. */
  problem: string | undefined;
  clearProblem(): void;
  takeOver(): void;
  noticeSeen(): void;
  /**
   * Sends a command once: a second call while the first waits is dropped, and a call after a broken answer carries the same
   * request id. Resolves to whether the server has accepted it.
   */
  send(command: string, path: string, body: Record<string, unknown>): Promise<boolean>;
}

const DeskContext = createContext<DeskContextValue | undefined>(undefined);

export function useDesk(): DeskContextValue {
  const value = useContext(DeskContext);
  if (value === undefined) throw new Error('used outside a desk');
  return value;
}

/** Undefined for people without a desk. */
export function useDeskIfAny(): DeskContextValue | undefined {
  return useContext(DeskContext);
}

export function DeskProvider({ onSessionEnded, children }: { onSessionEnded(): void; children: ReactNode }) {
  const [connection] = useState(() => new DeskConnection());
  useEffect(() => {
    connection.open();
    return () => connection.close();
  }, [connection]);
  const state = useSyncExternalStore(connection.subscribe, connection.snapshot);
  const signedOut = state.connection === 'signed_out';
  useEffect(() => {
    if (signedOut) onSessionEnded();
  }, [signedOut, onSessionEnded]);
  const commands = useCommands();
  const value = useMemo(
    () => ({
      ...state,
      ...commands,
      can: abilities(state.desk, canCommand(state)),
      takeOver: () => connection.takeOver(),
      noticeSeen: () => connection.noticeSeen(),
    }),
    [state, commands, connection],
  );
  return <DeskContext value={value}>{children}</DeskContext>;
}

function useCommands() {
  const [ids] = useState(() => new CommandIds(randomId));
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string>();
  const running = useRef(new Set<string>());
  const send = useCallback(
    async (command: string, path: string, body: Record<string, unknown>): Promise<boolean> => {
      if (running.current.has(command)) return false;
      running.current.add(command);
      setBusy(new Set(running.current));
      try {
        await sendJson('POST', path, { requestId: ids.idFor(command), ...body });
        ids.answered(command);
        setProblem(undefined);
        return true;
      } catch (error) {
        if (error instanceof ApiProblem && error.decided) ids.answered(command);
        setProblem(problemText(error));
        return false;
      } finally {
        running.current.delete(command);
        setBusy(new Set(running.current));
      }
    },
    [ids],
  );
  const clearProblem = useCallback(() => setProblem(undefined), []);
  return useMemo(() => ({ busy, problem, clearProblem, send }), [busy, problem, clearProblem, send]);
}
