import type { Health, Statistics, Status } from '../shared/contract/system.ts';
import type { ResidentMemory, ResidentModel } from '../shared/domain/generation.ts';
import type { Isolation } from '../shared/domain/isolation.ts';
import { PRIORITY_CLASSES } from '../shared/domain/priority.ts';
import type { EnginePool } from './engine/engine-pool.ts';
import { fittingFileBytes } from './engine/memory/fitting-file.ts';
import type { Library } from './hermes/library.ts';
import type { HermesDB } from './hermesdb/hermesdb.ts';
import { inSeconds, statisticsReport } from './statistics-report.ts';
import type { Switch } from './switch/switch.ts';
import { VERSION } from './version.ts';

export interface ReportParts {
  readonly db: HermesDB;
  readonly library: Library;
  readonly router: Switch;
  readonly engine: EnginePool;
  /** Of a model file, bytes. */
  readonly sizeLimit: number;
  readonly isolation: Isolation;
}

function queueReport({ router }: ReportParts): Status['queue'] {
  const { waiting, runningCount } = router.dispatcher;
  const oldest = waiting.oldest();
  return {
    total_items: waiting.size,
    priority_distribution: {
      [PRIORITY_CLASSES[0]]: waiting.sizeOf(0),
      [PRIORITY_CLASSES[1]]: waiting.sizeOf(1),
      [PRIORITY_CLASSES[2]]: waiting.sizeOf(2),
      [PRIORITY_CLASSES[3]]: waiting.sizeOf(3),
    },
    oldest_timestamp: oldest === undefined ? null : new Date(oldest.created_at).toISOString(),
    max_size: router.limits.count,
    bytes: waiting.bytes,
    max_bytes: router.limits.bytes,
    running: runningCount,
  };
}

type ResidentReport = Pick<
  Status['models'][number],
  'running' | 'slots' | 'context_length' | 'memory'
>;

function residentReport(resident: ResidentModel | undefined): ResidentReport {
  if (resident === undefined || resident.state === 'loading') {
    return { running: 0, slots: null, context_length: null, memory: null };
  }
  const { running, slots, context_length, memory } = resident;
  return { running, slots, context_length, memory: memory && memoryReport(memory) };
}

function memoryReport({ estimated, measured_bytes, context_limit }: ResidentMemory) {
  return {
    estimated_bytes: estimated.total,
    weights_bytes: estimated.weights,
    context_bytes: estimated.context,
    buffers_bytes: estimated.buffers,
    process_bytes: estimated.process,
    measured_bytes,
    context_limit,
  };
}

function lightReport({ router }: ReportParts): Status['light_llm'] {
  const light = router.dispatcher.fleet.light();
  if (light === null) return null;
  const { model_id: model, residency, idle_timeout } = light;
  return { model, residency, idle_timeout_s: idle_timeout / 1000 };
}

function roomReport({ engine, sizeLimit }: ReportParts): Status['memory'] {
  const free_bytes = engine.freeMemory();
  return { free_bytes, fitting_file_bytes: Math.min(sizeLimit, fittingFileBytes(free_bytes)) };
}

function statusReport(parts: ReportParts): Status {
  const { db, library, router, engine, isolation } = parts;
  const { fleet, statistics } = router.dispatcher;
  const { total, errors } = db.usage.totals();
  const response = inSeconds(statistics.response.distribution());
  const wait = inSeconds(statistics.wait.distribution());
  const swap = inSeconds(statistics.swap.distribution());
  const residents = fleet.residents();
  return {
    active: fleet.active(),
    models: library.list({}).map((model) => ({
      name: model.id,
      is_active: model.is_active,
      is_warmed: model.is_warmed,
      last_used: model.last_used,
      success_rate: model.success_rate,
      token_count: model.token_count,
      residency: model.residency,
      health: model.health,
      ...residentReport(residents.find(({ model_id }) => model_id === model.id)),
    })),
    queue: queueReport(parts),
    stats: {
      total_queries: total,
      models_rotated: fleet.loads,
      avg_response_time: response?.average ?? null,
      p50_response_time: response?.p50 ?? null,
      p95_response_time: response?.p95 ?? null,
      p99_response_time: response?.p99 ?? null,
      p95_wait_time: wait?.p95 ?? null,
      p95_swap_time: swap?.p95 ?? null,
      errors,
    },
    light_llm: lightReport(parts),
    memory: roomReport(parts),
    shub_mode_active: false,
    engine: {
      isolation: isolation.kind,
      isolation_reason: isolation.reason,
      isolation_detail: isolation.detail,
      children: engine.residents().length,
    },
    version: VERSION,
  };
}

/** What `/health` and `/status` say. Looking never wakes: nothing here loads or touches a model. */
export function createReports(parts: ReportParts): {
  health(): Health;
  status(): Status;
  statistics(): Statistics;
} {
  const started = Date.now();
  return {
    health: () => ({
      status: parts.db.state() === 'damaged' ? 'degraded' : 'ok',
      version: VERSION,
      uptime_s: (Date.now() - started) / 1000,
      database: parts.db.state(),
      models: parts.library.usable().length,
    }),
    status: () => statusReport(parts),
    statistics: () => statisticsReport(parts),
  };
}
