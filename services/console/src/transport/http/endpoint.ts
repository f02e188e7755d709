import type { Request, Response } from 'express';
import type { LiveSession } from '../../app/sessions.ts';
import type { ApiArea, AuditAction } from '../../domain/audit/actions.ts';
import type { Permission } from '../../domain/permissions.ts';

/** What only the handler knows about the thing it changes; the audit keeps hashes of before and after. */
export interface AuditNote {
  /** Where it is not the path's first parameter: the id that was just made, for example. */
  readonly resourceId?: string;
  readonly before?: unknown;
  /** Where it is not the answer. */
  readonly after?: unknown;
}

/** A call of the API inside a live session. */
export interface ApiCall extends LiveSession {
  readonly request: Request;
  readonly response: Response;
  /** Adds to the record that the router writes. */
  note(note: AuditNote): void;
}

/** Each call is one record of the audit, written by the router (CONTRIBUTING.md, "An endpoint of the console"). */
export interface AuditedAs {
  readonly action: AuditAction;
  /** For what belongs to no process; otherwise the record goes to the chain of the process that was asked for. */
  readonly chain?: 'installation';
}

export interface Unaudited {
  /** Why no record is written: where else it can be seen. */
  readonly unaudited: string;
}

export type ApiPath = `/${ApiArea}${'' | `/${string}`}`;

interface AnyEndpoint {
  /** Below /api. */
  readonly path: ApiPath;
  /** Permissions of which one suffices; an empty list asks for a session only. */
  readonly needs: readonly Permission[];
  /** It takes a file, or gives one: an hour for it, and exports in measure (file-limits.ts). All others are short. */
  readonly file?: 'upload' | 'export';
  /** What it returns is the JSON answer; undefined is 204; `STREAMING` means that it has answered by itself. */
  handle(call: ApiCall): Promise<unknown>;
}

export interface ReadingEndpoint extends AnyEndpoint {
  readonly method: 'get';
  /** For reading that somebody may ask about later: a person's details, an export. */
  readonly audit?: AuditedAs;
}

export interface ChangingEndpoint extends AnyEndpoint {
  readonly method: 'post' | 'put' | 'delete';
  readonly audit: AuditedAs | Unaudited;
}

export type Endpoint = ReadingEndpoint | ChangingEndpoint;

/** Where a session with a temporary password leads, and nowhere else. */
export const PASSWORD_PATH = '/session/password';

export const STREAMING = Symbol('streaming');
