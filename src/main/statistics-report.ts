import type { Statistics, Times } from '../shared/contract/system.ts';
import { modelId } from '../shared/domain/ids.ts';
import type { EnginePool } from './engine/engine-pool.ts';
import type { Library } from './hermes/library.ts';
import type { HermesDB } from './hermesdb/hermesdb.ts';
import type { Distribution } from './switch/measuring/histogram.ts';
import type { Switch } from './switch/switch.ts';

interface StatisticsParts {
  readonly db: HermesDB;
  readonly library: Library;
  readonly router: Switch;
  readonly engine: EnginePool;
}

export function inSeconds(distribution: Distribution | null): Times | null {
  if (distribution === null) return null;
  const { count, average, p50, p95, p99, max } = distribution;
  const second = 1000;
  return {
    count,
    average: average / second,
    p50: p50 / second,
    p95: p95 / second,
    p99: p99 / second,
    max: max / second,
  };
}

/** What `/stats` says. Looking never wakes: nothing here loads or touches a model. */
export function statisticsReport({ db, library, router, engine }: StatisticsParts): Statistics {
  const { fleet, statistics } = router.dispatcher;
  const models = library.list({});
  const bytes = models.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  return {
    active_models: engine.residents().length,
    active_clis: 0,
    total_size_gb: bytes / 1e9,
    daily_usage: [...db.usage.byDay()],
    since_start: {
      queries: statistics.states,
      errors: statistics.errors,
      models_rotated: fleet.loads,
      wait: inSeconds(statistics.wait.distribution()),
      response: inSeconds(statistics.response.distribution()),
      swap: inSeconds(statistics.swap.distribution()),
    },
    models: models.map(({ id }) => ({ model_id: id, ...measuredOf(db, id) })),
  };
}

function measuredOf(
  { usage }: HermesDB,
  id: string,
): Omit<Statistics['models'][number], 'model_id'> {
  const { uses, success_rate, token_count, tokens_per_second } = usage.ofModel(modelId(id));
  return { uses, success_rate, token_count, tokens_per_second };
}
