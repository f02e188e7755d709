import { AppError, type Log } from '@firstring/kernel';
import { DTMF_DIGITS } from '@firstring/rtp';
import { parseSdp } from '@firstring/rtp/sdp';
import type { Bencode, BencodeDictionary } from './bencode.ts';
import type { MediaCall } from './media-call.ts';
import type { SampleLoader } from './load-samples.ts';
import { keyFrames, soundFrames } from './player.ts';
import { recordingBody } from './query-body.ts';
import type { Exchange } from './session.ts';

export interface NgCommandDeps {
  log: Log;
  sounds: SampleLoader;
  /** Where recordings lie; left out: recording is refused. */
  recordingFolder: string | undefined;
  recordingBytesMax: number;
  callIds(): Iterable<string>;
  find(callId: string): MediaCall | undefined;
  /** Throws when the relay is full. */
  findOrCreate(callId: string): MediaCall;
  end(callId: string): Promise<void>;
}

const REPEAT_TIMES_MAX = 10_000;
const NAME_LENGTH_MAX = 255;
const METADATA_LENGTH_MAX = 2000;
/** A list fits into one datagram. */
const [LISTED_DEFAULT, LISTED_MAX] = [32, 200];

/**
 * Carries out control requests. Those of one call run one after another in the order they came; failures become
 * `result: error` with a sentence.
 */
export function createNgCommands(
  deps: NgCommandDeps,
): (body: BencodeDictionary) => Promise<BencodeDictionary> {
  const tails = new Map<string, Promise<unknown>>();
  const inOrder = async (
    callId: string,
    run: () => Promise<BencodeDictionary>,
  ): Promise<BencodeDictionary> => {
    const before = tails.get(callId) ?? Promise.resolve();
    const result = before.then(run);
    // A failed request is answered to whoever sent it; the next one of the call only waits for its end.
    const tail = Promise.allSettled([result]);
    tails.set(callId, tail);
    await tail;
    if (tails.get(callId) === tail) tails.delete(callId);
    return result;
  };
  return async (body) => {
    try {
      if (body['command'] === 'ping') return { result: 'pong' };
      if (body['command'] === 'list') return { result: 'ok', calls: listed(deps, body['limit']) };
      const callId = requiredName(body, 'call-id');
      return await inOrder(callId, () => carryOut(deps, callId, body));
    } catch (error) {
      const known = AppError.from(error);
      if (known.reason === 'INTERNAL') deps.log.error({ err: error }, 'a control request failed');
      return { result: 'error', 'error-reason': known.message };
    }
  };
}

async function carryOut(
  deps: NgCommandDeps,
  callId: string,
  body: BencodeDictionary,
): Promise<BencodeDictionary> {
  switch (body['command']) {
    case 'offer': {
      const offer = readExchange('offer', body);
      return { result: 'ok', sdp: await deps.findOrCreate(callId).exchange(offer) };
    }
    case 'answer':
      return { result: 'ok', sdp: await existing(deps, callId).exchange(readExchange('answer', body)) };
    case 'delete': {
      const call = deps.find(callId);
      if (call === undefined) return { result: 'ok', warning: 'Call-ID not found' };
      const last = call.query();
      await deps.end(callId);
      return { ...last, result: 'ok' };
    }
    case 'query':
      return { ...existing(deps, callId).query(), result: 'ok' };
    case 'play media': {
      const call = existing(deps, callId);
      const samples = await deps.sounds.load(body['blob'], body['file']);
      const times = repeatTimes(body['repeat-times']);
      call.play(requiredName(body, 'from-tag'), (listener) => soundFrames(samples, times, listener));
      return { result: 'ok', duration: Math.round(samples.length / 8) };
    }
    case 'block media':
    case 'unblock media':
    case 'block DTMF':
    case 'unblock DTMF':
      block(existing(deps, callId), body['command'], body);
      return { result: 'ok' };
    case 'silence media':
    case 'unsilence media':
      existing(deps, callId).silence(requiredName(body, 'from-tag'), body['command'] === 'silence media');
      return { result: 'ok' };
    case 'play DTMF': {
      const digit = keyOf(body['code'] ?? body['digit']);
      const durationMs = boundedMs(body['duration'], 250);
      const call = existing(deps, callId);
      call.press(requiredName(body, 'from-tag'), (listener) => keyFrames(digit, durationMs, listener));
      return { result: 'ok' };
    }
    case 'start recording':
      return startRecording(deps, existing(deps, callId), body);
    case 'stop recording': {
      const ended = await existing(deps, callId).stopRecording();
      return { result: 'ok', ...(ended !== undefined && { recording: recordingBody(ended) }) };
    }
    case 'stop media':
      existing(deps, callId).stop(requiredName(body, 'from-tag'));
      return { result: 'ok' };
    default:
      throw invalid('Unrecognized command');
  }
}

function block(call: MediaCall, command: string, body: BencodeDictionary): void {
  const [verb, what] = command.split(' ');
  const tag = strings(body['flags']).includes('directional') ? requiredName(body, 'from-tag') : undefined;
  call.block(what === 'DTMF' ? 'keys' : 'media', verb === 'block', tag);
}

async function startRecording(
  deps: NgCommandDeps,
  call: MediaCall,
  body: BencodeDictionary,
): Promise<BencodeDictionary> {
  if (deps.recordingFolder === undefined) throw invalid('recording is not configured');
  const file = body['recording-file'];
  const metadata = body['metadata'];
  const recording = await call.record({
    folder: deps.recordingFolder,
    folderBytesMax: deps.recordingBytesMax,
    left: requiredName(body, 'from-tag'),
    right: requiredName(body, 'to-tag'),
    ...(typeof file === 'string' && { file }),
    ...(typeof metadata === 'string' && { metadata: metadata.slice(0, METADATA_LENGTH_MAX) }),
  });
  return { result: 'ok', recording: recordingBody(recording) };
}

function listed(deps: NgCommandDeps, limit: Bencode | undefined): string[] {
  const wanted = typeof limit === 'number' && limit > 0 ? limit : LISTED_DEFAULT;
  const calls: string[] = [];
  for (const callId of deps.callIds()) {
    if (calls.length >= Math.min(wanted, LISTED_MAX)) break;
    calls.push(callId);
  }
  return calls;
}

/** A key by its name or its event code. */
function keyOf(code: Bencode | undefined): string {
  const digit = typeof code === 'number' ? DTMF_DIGITS[code] : code;
  if (typeof digit !== 'string' || digit.length !== 1 || !DTMF_DIGITS.includes(digit.toUpperCase())) {
    throw invalid('code is no DTMF digit');
  }
  return digit.toUpperCase();
}

/** rtpengine's bounds. */
function boundedMs(value: Bencode | undefined, fallback: number): number {
  return typeof value === 'number' ? Math.min(5000, Math.max(100, value)) : fallback;
}

function readExchange(command: Exchange['command'], body: BencodeDictionary): Exchange {
  const sdp = body['sdp'];
  if (typeof sdp !== 'string') throw invalid('No SDP body in message');
  const toTag = body['to-tag'];
  if (command === 'answer') requiredName(body, 'to-tag');
  return {
    command,
    fromTag: requiredName(body, 'from-tag'),
    ...(typeof toTag === 'string' && toTag !== '' && { toTag: requiredName(body, 'to-tag') }),
    sdp: parseSdp(sdp),
    flags: strings(body['flags']),
  };
}

function existing(deps: NgCommandDeps, callId: string): MediaCall {
  const call = deps.find(callId);
  if (call === undefined) throw invalid('Unknown call-id');
  return call;
}

function repeatTimes(value: Bencode | undefined): number {
  if (value === undefined) return 1;
  if (typeof value !== 'number' || value < 1) throw invalid('repeat-times is not a positive number');
  return Math.min(value, REPEAT_TIMES_MAX);
}

function requiredName(body: BencodeDictionary, key: string): string {
  const value = body[key];
  if (typeof value !== 'string' || value === '') throw invalid(`No ${key} in message`);
  if (value.length > NAME_LENGTH_MAX) throw invalid(`${key} is too long`);
  return value;
}

function strings(value: Bencode | undefined): string[] {
  return Array.isArray(value) ? value.filter((flag) => typeof flag === 'string') : [];
}

function invalid(message: string): AppError {
  return new AppError({ reason: 'INVALID_ARGUMENT', code: 'invalid_argument', message });
}
