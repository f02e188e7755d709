import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface FakeDockerOptions {
  /** Images that are there. */
  readonly images?: readonly string[];
  /** Images that can be had. */
  readonly registry?: readonly string[];
  /** What every container writes. */
  readonly log?: string;
  /** Never answers. */
  readonly hangs?: boolean;
}

/** What was asked for with `docker create`. */
export interface Created {
  readonly Image: string;
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly HostConfig: {
    readonly NetworkMode?: string;
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostPort: string }[]>>;
  };
}

const ID = 'c0ffee';

/** As much of Docker's API, on a socket file, as testcontainers needs for one container; a started one accepts connections and does nothing else. */
export class FakeDocker implements AsyncDisposable {
  readonly socket: string;
  created: Created | undefined;
  /** `start`, `stop`, `remove`, `pull apache/kafka:4.1.0`, as they came. */
  readonly did: string[] = [];
  readonly #options: FakeDockerOptions;
  readonly #images: Set<string>;
  readonly #server: Server;
  readonly #folder: string;
  #ports: { readonly inside: string; readonly server: TcpServer; readonly port: number }[] = [];

  private constructor(folder: string, options: FakeDockerOptions) {
    this.socket = join(folder, 'docker.sock');
    this.#folder = folder;
    this.#options = options;
    this.#images = new Set(options.images);
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error)); // shown by the client
    });
  }

  static async start(options: FakeDockerOptions): Promise<FakeDocker> {
    const docker = new FakeDocker(await mkdtemp(join(tmpdir(), 'fake-docker-')), options);
    docker.#server.listen(docker.socket);
    await once(docker.#server, 'listening');
    return docker;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { server } of this.#ports) server.close();
    this.#server.closeAllConnections();
    this.#server.close();
    await rm(this.#folder, { recursive: true });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#options.hangs === true) return;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://docker');
    const said = await text(request);
    const json = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const done = (what: string): void => {
      this.did.push(what);
      response.writeHead(204).end();
    };
    const image = /^\/images\/(.+)\/json$/.exec(pathname)?.[1];
    if (pathname === '/info') return json(200, { OperatingSystem: 'Fake', OSType: 'linux' });
    if (image !== undefined) {
      const name = decodeURIComponent(image);
      return this.#images.has(name)
        ? json(200, { Id: name })
        : json(404, { message: `No such image: ${name}` });
    }
    if (pathname === '/images/create') {
      const name = [searchParams.get('fromImage'), searchParams.get('tag')].filter(Boolean).join(':');
      this.did.push(`pull ${name}`);
      if (this.#options.registry?.includes(name) !== true) return json(500, { message: 'no route to host' });
      this.#images.add(name);
      return json(200, { status: 'Download complete' });
    }
    if (pathname === '/containers/json') return json(200, []);
    if (pathname === '/containers/create') {
      this.created = JSON.parse(said) as Created; // from testcontainers
      return json(201, { Id: ID, Warnings: [] });
    }
    if (pathname === `/containers/${ID}/start`) {
      await this.#open();
      return done('start');
    }
    if (pathname === `/containers/${ID}/json`) return json(200, this.#inspected());
    if (pathname === `/containers/${ID}/logs`) return this.#log(response);
    if (pathname === `/containers/${ID}/stop`) return done('stop');
    if (pathname === `/containers/${ID}` && request.method === 'DELETE') return done('remove');
    return json(404, { message: `the fake knows no ${request.method} ${pathname}` });
  }

  async #open(): Promise<void> {
    const { Cmd = [], HostConfig } = this.created ?? { HostConfig: { PortBindings: {} } };
    // In the network of the machine nothing is bound: there it is the program's own port.
    const own = Cmd.includes('--port') ? { own: [{ HostPort: Cmd[Cmd.indexOf('--port') + 1] }] } : {};
    for (const [inside, [binding]] of Object.entries({ ...HostConfig.PortBindings, ...own })) {
      const server = createTcpServer((socket) => socket.destroy());
      server.listen(Number(binding?.HostPort ?? 0), '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      this.#ports.push({ inside, server, port });
    }
  }

  #inspected(): object {
    const binding = ({ inside, port }: { inside: string; port: number }) =>
      [inside, [{ HostIp: '127.0.0.1', HostPort: String(port) }]] as const;
    return {
      Id: ID,
      Name: '/fake',
      Config: { Hostname: 'fake', Labels: {}, Healthcheck: {} },
      State: {
        Status: 'running',
        Running: true,
        Health: { Status: 'healthy' },
        StartedAt: '2026-01-01T00:00:00Z',
      },
      NetworkSettings: { Ports: Object.fromEntries(this.#ports.map(binding)), Networks: {} },
    };
  }

  /** One frame of standard output, as Docker packs it. */
  #log(response: ServerResponse): void {
    const line = Buffer.from(`${this.#options.log ?? ''}\n`);
    const head = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
    head.writeUInt32BE(line.length, 4);
    response.writeHead(200, { 'content-type': 'application/vnd.docker.raw-stream' });
    response.write(Buffer.concat([head, line]));
  }
}
