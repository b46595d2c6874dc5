import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { RPCHandler } from '@orpc/server/message-port';
import { modelId } from '../shared/domain/ids.ts';
import { bytes, seconds } from '../shared/domain/units.ts';
import type { ApiContext } from './api/context.ts';
import { apiInterceptor } from './api/interceptors.ts';
import { createRouter } from './api/router.ts';
import { ConsoleSessions, createTicket } from './core/access/console-ticket.ts';
import { type Keyring, openKeyring } from './core/access/keyring.ts';
import { ProviderTokens } from './core/access/provider-tokens.ts';
import { SealedBox } from './core/access/sealed-box.ts';
import type { ModelProcesses, StartProcesses } from './core/children/isolation.ts';
import { systemClock } from './core/clock.ts';
import { EventBus } from './core/event-bus.ts';
import { createLogger, type Logger } from './core/logger.ts';
import { createHome, type HomePaths, homePaths } from './core/paths.ts';
import { removeRunning, writeRunning } from './core/running-file.ts';
import { type LoadedSettings, loadSettings, removeTokens } from './core/settings/load-settings.ts';
import type { Settings } from './core/settings/schema.ts';
import { EnginePool } from './engine/engine-pool.ts';
import { needOfUnseenFile } from './engine/memory/unseen-file.ts';
import { physicalCores } from './engine/physical-cores.ts';
import { LIGHT_MODEL, registerBuiltIn } from './hermes/built-in.ts';
import { Downloads } from './hermes/downloads/downloads.ts';
import { HubAddress } from './hermes/downloads/hub-address.ts';
import { HubClient } from './hermes/downloads/hub-client.ts';
import { Importer } from './hermes/import-model.ts';
import { Library } from './hermes/library.ts';
import { ModelSearch } from './hermes/search/model-search.ts';
import { type HermesDB, openHermesDB } from './hermesdb/hermesdb.ts';
import { type Lock, lockDatabase, lockHome } from './hermesdb/home-lock.ts';
import { LOGIN_PATH } from './http/identify.ts';
import { startHttp } from './http/server.ts';
import { type MessagePortLike, serveMessagePort } from './ipc/serve-message-port.ts';
import { createReports } from './reports.ts';
import type { LightLlmSettings } from './switch/deciding/light-llm.ts';
import { Retention } from './switch/keeping/retention.ts';
import type { WarmingPolicy } from './switch/predicting/warm.ts';
import { defaultQueueBytes } from './switch/queue/memory-weight.ts';
import { Switch } from './switch/switch.ts';
import { VERSION } from './version.ts';

export interface ComposeOptions {
  /** How child processes are made: by Node, in a sandbox where that works, or by Electron. */
  readonly processes: StartProcesses;
  /** The entry of a model's process. */
  readonly hostModule: string;
  /** Folder of the built console. */
  readonly consoleRoot: string;
  /** Folder of what ships with the product. */
  readonly resources: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The running product. */
export interface Core {
  readonly url: string;
  /** A link that opens the console once. */
  consoleUrl(): Promise<string>;
  serveMessagePort(port: MessagePortLike): void;
  /** Copies a GGUF file of this machine into the library. @throws AppError as POST /models/import */
  importModel(path: string): Promise<void>;
  /** Queries that are acknowledged and have not ended; after `close`, what the next start takes up. */
  unfinished(): number;
  /** Stops taking queries, lets work finish within the grace time, keeps the rest. */
  close(): Promise<void>;
}

/** Tokens that stood in config.json in the clear move into the encrypted store. */
function moveTokens(
  { tokens }: LoadedSettings,
  paths: HomePaths,
  keyring: Keyring,
  parts: { readonly db: HermesDB; readonly log: Logger },
): void {
  if (tokens.length === 0) return;
  const box = new SealedBox(keyring);
  for (const { provider, token } of tokens) {
    parts.db.secrets.put(provider, box.seal(provider, token));
  }
  removeTokens(paths.config);
  const providers = tokens.map(({ provider }) => provider);
  parts.log.warn({ providers }, 'tokens were moved from config.json into the encrypted store');
}

/** Says once what separates models from the rest: nobody should have to find out by a crafted file. */
async function processesFor(
  { processes, environment, hostModule }: ComposeOptions,
  { home, models }: HomePaths,
  { isolation: setting }: Settings,
  { db, log }: { readonly db: HermesDB; readonly log: Logger },
): Promise<ModelProcesses> {
  const linked = (): readonly string[] =>
    db.models.all().flatMap((model) => (model.linked ? [model.path] : []));
  const searchPath = environment['PATH'] ?? '';
  const started = await processes({ setting, searchPath, hostModule, home, models, linked });
  const { kind, reason, detail } = started.isolation;
  const level = kind === 'bubblewrap' || reason === 'chosen' ? 'info' : 'warn';
  log[level](
    { isolation: kind, reason },
    `models run in ${kind === 'bubblewrap' ? 'sandboxes' : 'plain processes'}. ${detail}`,
  );
  return started;
}

/** A process for the next model waits so long; see `SpareChild`. */
const SPARE_IDLE = seconds(600);

/** The model that ships, until the operator names another. */
function lightLlmOf({ light_llm, light_llm_timeout }: Settings): LightLlmSettings {
  return {
    model_id: light_llm === undefined ? LIGHT_MODEL : modelId(light_llm),
    idle_timeout: seconds(light_llm_timeout),
  };
}

function warnOfMissingLight({ light_llm }: Settings, library: Library, log: Logger): void {
  if (light_llm === undefined || library.get(modelId(light_llm)) !== undefined) return;
  log.warn(
    { light_llm },
    'the model that config.json names as light_llm is not installed: nothing stands in for the others',
  );
}

function warmingOf({ rotation_policy: policy }: Settings): WarmingPolicy {
  return {
    predict: policy.predict,
    min_usage_for_warmup: policy.min_usage_for_warmup,
    cooldown_period: seconds(policy.cooldown_period),
    max_active_models: policy.max_active_models,
    idle_unload: seconds(policy.idle_unload),
  };
}

function createServices(
  options: ComposeOptions,
  paths: HomePaths,
  settings: Settings,
  parts: {
    readonly db: HermesDB;
    readonly log: Logger;
    readonly processes: ModelProcesses;
    readonly keyring: Keyring;
  },
) {
  const { db, log, processes, keyring } = parts;
  const events = new EventBus();
  const engine = new EnginePool({
    adapter: processes.adapter,
    hostModule: options.hostModule,
    threads: settings.threads === 0 ? physicalCores() : settings.threads,
    slots: settings.parallel_answers,
    contextTokens: settings.context_tokens,
    memoryLimit:
      settings.model_memory_limit === undefined ? undefined : bytes(settings.model_memory_limit),
    corrections: db.memory,
    installed: { shapes: () => library.shapes() },
    spareIdle: SPARE_IDLE,
    prefixFolder: paths.prefixes,
    log,
  });
  const library: Library = new Library({
    store: db.models,
    usage: db.usage,
    residency: {
      residents: () => router.dispatcher.fleet.residents(),
      active: () => router.dispatcher.fleet.active(),
      health: (id) => router.dispatcher.fleet.healthOf(id),
    },
    events,
  });
  const retention = new Retention({
    store: db.retention,
    memory: db.settings,
    clock: systemClock,
    log,
    policy: {
      storeContent: settings.store_content,
      days: settings.retention_days,
      keep: settings.max_buffer_size,
    },
  });
  const router: Switch = new Switch({
    engine,
    catalog: library,
    queries: db.queries,
    feedback: db.feedback,
    usage: db.usage,
    events,
    clock: systemClock,
    log,
    rotations: db.rotations,
    kept: db.settings,
    warming: warmingOf(settings),
    light: lightLlmOf(settings),
    choiceWeights: settings.choice_weights,
    collationPeriod: seconds(settings.rotation_policy.collation_period),
    queueLimit: settings.queue_max_size,
    queueMaxBytes: bytes(
      settings.queue_max_bytes ?? defaultQueueBytes(getHeapStatistics().heap_size_limit),
    ),
    retention,
  });
  const incoming = {
    library,
    events,
    folder: paths.models,
    sizeLimit: settings.model_size_limit,
    onImported: (id: string): void => {
      // What it was set aside for may be mended.
      router.dispatcher.modelRenewed(modelId(id));
      engine.prepare(library.get(modelId(id))?.path); // It is imported to be asked.
    },
  };
  const importer = new Importer(incoming);
  const tokens = new ProviderTokens({
    environment: options.environment,
    secrets: db.secrets,
    box: new SealedBox(keyring),
  });
  const downloads = new Downloads({
    ...incoming,
    client: new HubClient({
      hub: new HubAddress(settings.huggingface.endpoint),
      token: () => tokens.of('huggingface'),
      now: () => systemClock.now(),
    }),
    store: db.downloads,
    clock: systemClock,
    random: Math.random,
    log,
    atOnce: settings.parallel_downloads,
  });
  const modelSearch = new ModelSearch({
    machine: { freeMemory: () => engine.freeMemory(), needOf: needOfUnseenFile },
    tokens,
    now: systemClock.now,
    sizeLimit: bytes(settings.model_size_limit),
    huggingface: settings.huggingface,
    openrouter: settings.openrouter,
  });
  const { isolation } = processes;
  const sizeLimit = settings.model_size_limit;
  const reports = createReports({ db, library, router, engine, isolation, sizeLimit });
  const services = {
    version: VERSION,
    switch: router,
    retention,
    library,
    importer,
    downloads,
    modelSearch,
    events,
    specialties: () => db.specialties.all(),
    ...reports,
  };
  return { engine, services };
}

interface Opened {
  readonly locks: readonly Lock[];
  readonly log: Logger;
  readonly db: HermesDB;
}

/** The home is taken before anything in it is touched; if a later step fails it is given back. */
function openHome(paths: HomePaths, { store_content }: Settings): Opened {
  createHome(paths);
  const locks = [lockHome(paths.home)];
  try {
    locks.push(lockDatabase(paths.database));
    const db = openHermesDB(paths.database, { keepsContent: store_content !== 'off' });
    return { locks, log: createLogger(paths.logs), db };
  } catch (caught) {
    for (const lock of locks) lock.release();
    throw caught;
  }
}

/**
 * Builds every service once and opens the doors; the one place where the rooms meet.
 * @throws AppError HOME_LOCKED, DATABASE_LOCKED, PORT_IN_USE, DATABASE_…, CONFIG_INVALID,
 *   ISOLATION_UNAVAILABLE; nothing is left behind
 */
export async function compose(options: ComposeOptions): Promise<Core> {
  const paths = homePaths(options.environment);
  const loaded = loadSettings(paths.config, options.environment);
  const { settings } = loaded;
  const { locks, log, db } = openHome(paths, settings);
  const closers: (() => Promise<void> | void)[] = locks.map((lock) => () => lock.release());
  closers.push(() => db.close());
  const close = async (): Promise<void> => {
    for (const step of closers.splice(0).toReversed()) {
      try {
        await step();
      } catch (caught) {
        log.error({ err: caught }, 'a part did not close'); // The others still must.
      }
    }
  };
  try {
    const keyring = openKeyring(paths.keys);
    if (loaded.unknown_keys.length > 0) {
      log.warn({ keys: loaded.unknown_keys }, 'config.json has keys that mean nothing here');
    }
    moveTokens(loaded, paths, keyring, { db, log });
    const processes = await processesFor(options, paths, settings, { db, log });
    const { engine, services } = createServices(options, paths, settings, {
      db,
      log,
      processes,
      keyring,
    });
    closers.push(() => engine.close());
    closers.push(() => services.events.close());
    closers.push(() => services.retention.stop());
    closers.push(() => services.downloads.close());
    closers.push(() => services.importer.close());
    closers.push(() => services.switch.stop(seconds(settings.shutdown_grace)));
    await registerBuiltIn(services.library, join(options.resources, 'light-model.gguf'));
    warnOfMissingLight(settings, services.library, log);
    await services.switch.start();
    services.retention.start();
    services.downloads.start();
    const router = createRouter(services);
    const sessions = new ConsoleSessions(keyring, db.settings);
    const http = await startHttp({
      router,
      services,
      keyring,
      sessions,
      log,
      host: settings.host,
      port: settings.port,
      bodyLimit: settings.body_limit,
      allowedHosts: settings.allowed_hosts,
      allowedOrigins: settings.allowed_origins,
      consoleRoot: options.consoleRoot,
    });
    // Last in, first out: what queries and imports end with leaves before connections are closed.
    closers.splice(-2, 0, () => http.close());
    writeRunning(paths.running, { url: http.url, pid: process.pid });
    closers.push(() => removeRunning(paths.running));
    log.info({ url: http.url, version: VERSION, home: paths.home }, 'ready');
    engine.prepare(); // The first question finds half of the way done.
    const ports = new RPCHandler<ApiContext>(router, { clientInterceptors: [apiInterceptor(log)] });
    return {
      url: http.url,
      consoleUrl: async () =>
        `${http.url}${LOGIN_PATH}?ticket=${encodeURIComponent(await createTicket(keyring))}`,
      serveMessagePort: (port) => serveMessagePort(ports, port),
      importModel: async (path) => void (await services.importer.import({ path })),
      unfinished: () => db.unfinished(),
      close,
    };
  } catch (caught) {
    log.error({ err: caught }, 'start failed');
    await close();
    throw caught;
  }
}
