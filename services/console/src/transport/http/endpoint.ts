import type { Request, Response } from 'express';
import type { LiveSession } from '../../app/sessions.ts';
import type { Permission } from '../../domain/permissions.ts';

/** A call of the API inside a live session. */
export interface ApiCall extends LiveSession {
  readonly request: Request;
  readonly response: Response;
}

/**
 * One endpoint. `needs` are permissions of which one suffices; an empty list asks for a session only. What `handle` returns
 * is the JSON answer; undefined is 204; `STREAMING` means that it has answered by itself.
 */
export interface Endpoint {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Below /api. */
  readonly path: string;
  readonly needs: readonly Permission[];
  handle(call: ApiCall): Promise<unknown>;
}

export const STREAMING = Symbol('streaming');
