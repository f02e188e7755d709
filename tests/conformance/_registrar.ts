import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { createChallenges, Nonces, parseCredentials, verifyCredentials } from '@firstring/sip-engine/auth';
import type { App, AppAnswer, AppDialog, AppIncoming } from '@firstring/sip-engine/testing';

const REALM = { realm: 'conformance', algorithms: ['MD5'] } as const;

/** An application with what a small telephone system needs: it registers phones with digest and connects their calls through itself. */
export class Registrar {
  /** Contacts by user. */
  readonly contacts = new Map<string, string>();
  /** Path and other headers of each user's last REGISTER. */
  readonly paths = new Map<string, string>();
  readonly #app: App;
  readonly #passwords: Readonly<Record<string, string>>;
  readonly #nonces: Nonces;

  private constructor(app: App, passwords: Readonly<Record<string, string>>) {
    this.#app = app;
    this.#passwords = passwords;
    const options = { key: random.bytes(16), lifetimeMs: 60_000, trackedMax: 100 };
    this.#nonces = new Nonces({ clock, random }, options);
    app.register((req, res) => this.#register(req, res));
    app.invite((req, res) => {
      // A call that fails has failed on both legs; the ladder says how.
      this.#connect(req, res).catch(() => undefined);
    });
  }

  /** Takes the REGISTERs and INVITEs of an application. */
  static on(app: App, passwords: Readonly<Record<string, string>>): Registrar {
    return new Registrar(app, passwords);
  }

  #register(req: AppIncoming, res: AppAnswer): void {
    const user = userOf(req.get('To'));
    const credentials = req.has('Authorization') ? parseCredentials(req.get('Authorization')) : undefined;
    const password = this.#passwords[user];
    const verdict =
      credentials &&
      verifyCredentials(this.#nonces, REALM, {
        credentials,
        method: 'REGISTER',
        requestUri: req.uri,
        secret: password === undefined ? undefined : { type: 'password', password },
      });
    if (verdict?.type !== 'accepted') {
      const [challenge = ''] = createChallenges(this.#nonces, REALM, verdict?.type === 'stale');
      res.send(401, { headers: { 'WWW-Authenticate': challenge } });
      return;
    }
    const value = req.get('Contact');
    const contact = /<([^>]*)>/.exec(value)?.[1] ?? value.split(';')[0] ?? '';
    this.contacts.set(user, contact);
    if (req.has('Path')) this.paths.set(user, req.get('Path'));
    res.send(200, { headers: { Contact: `<${contact}>;expires=60`, ...this.#pathOf(user, 'Path') } });
  }

  async #connect(req: AppIncoming, res: AppAnswer): Promise<void> {
    const user = userOf(req.uri);
    const contact = this.contacts.get(user);
    if (contact === undefined) {
      res.send(404);
      return;
    }
    const { uas, uac } = await this.#app.createB2BUA(req, res, contact, {
      headers: this.#pathOf(user, 'Route'),
    });
    const tied = (one: AppDialog, other: AppDialog): void => {
      one.on('destroy', () => void other.destroy());
    };
    tied(uas, uac);
    tied(uac, uas);
  }

  #pathOf(user: string, name: string): Record<string, string> {
    const path = this.paths.get(user);
    return path === undefined ? {} : { [name]: path };
  }
}

function userOf(uri: string): string {
  return /sips?:([^@;>]*)@/i.exec(uri)?.[1] ?? '';
}
