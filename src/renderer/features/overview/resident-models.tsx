import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Status } from '../../../shared/contract/system.ts';
import type { Model } from '../../../shared/domain/model.ts';
import { api } from '../../api/client.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { ModelTag } from '../../ui/model-tag.tsx';
import { ResidencyTag } from '../../ui/residency-tag.tsx';

type StatusModel = Status['models'][number];

interface ResidentProps {
  readonly model: Model;
  readonly status: StatusModel | undefined;
}

/** What it takes, measured where the system tells, and how much it can read and write at once. */
function Weight({
  memory,
  context_length: context,
}: Pick<StatusModel, 'memory' | 'context_length'>) {
  const { t } = useTranslation();
  const format = useFormat();
  if (memory === null) return null;
  const { measured_bytes: measured, estimated_bytes: estimated, context_limit } = memory;
  return (
    <>
      <p className="facts">
        {measured === null
          ? t('overview.estimated', { bytes: format.bytes(estimated) })
          : t('overview.measured', {
              bytes: format.bytes(measured),
              estimated: format.bytes(estimated),
            })}
      </p>
      {context !== null && (
        <p className="facts" data-lowered={context_limit === 'memory'}>
          {t('overview.context', { count: context })}
          {context_limit === 'memory' && ` · ${t('overview.contextLowered')}`}
        </p>
      )}
    </>
  );
}

function Resident({ model, status }: ResidentProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { tokens_per_second: speed } = model;
  const running = status?.running ?? 0;
  const facts = [
    format.bytes(model.size_bytes),
    model.quant,
    speed === null ? null : t('models.tokensPerSecond', { speed: format.number(speed) }),
    running === 0 ? null : t('models.runningNow', { count: running }),
  ].filter((fact) => fact !== null);
  return (
    <li className="resident" data-active={model.is_active} data-residency={model.residency}>
      <ResidencyTag model={model} />
      <p className="resident-name">
        <strong title={model.id}>{model.name}</strong> <ModelTag label={model.label} />
      </p>
      <p className="facts">{facts.join(' · ')}</p>
      {status !== undefined && <Weight {...status} />}
    </li>
  );
}

/** The switchboard's lamps: one for each model in memory, or on its way there or out. */
export function ResidentModels() {
  const { t } = useTranslation();
  const models = useQuery(api.models.list.queryOptions());
  const status = useQuery(api.system.status.queryOptions());
  const states = new Map(status.data?.models.map((state) => [state.name, state]));
  return (
    <Loaded query={models} lines={2}>
      {({ models: installed }) => {
        const present = installed.filter(({ residency }) => residency !== 'cold');
        if (present.length === 0) {
          return (
            <Empty text={t(installed.length === 0 ? 'models.none' : 'overview.nothingLoaded')}>
              <Link href={installed.length === 0 ? '/models' : '/ask'}>
                {t(installed.length === 0 ? 'models.import' : 'overview.askNow')}
              </Link>
            </Empty>
          );
        }
        return (
          <ul className="residents">
            {present.map((model) => (
              <Resident key={model.id} model={model} status={states.get(model.id)} />
            ))}
          </ul>
        );
      }}
    </Loaded>
  );
}
