import {
  ActionIcon,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  useMantineColorScheme,
} from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, LANGUAGES, languageOf } from '../i18n/i18n.ts';

const SCHEMES = ['auto', 'light', 'dark'] as const;

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly onChoose: (value: string) => void;
}

function Choice({ label, value, choices, onChoose }: ChoiceProps) {
  return (
    <div>
      <Text size="sm" mb={4} aria-hidden>
        {label}
      </Text>
      <SegmentedControl
        aria-label={label}
        fullWidth
        value={value}
        onChange={onChoose}
        data={choices.map(([one, name]) => ({ value: one, label: name }))}
      />
    </div>
  );
}

/** Language and appearance, remembered on this device. */
export function Preferences() {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Popover position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('preferences.label')}
          title={t('preferences.label')}
        >
          <IconAdjustments size={20} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('preferences.label')}>
        <Stack gap="md">
          <Choice
            label={t('preferences.language')}
            value={languageOf(i18n.language)}
            choices={Object.entries(LANGUAGES)}
            onChoose={(value) => void chooseLanguage(languageOf(value))}
          />
          <Choice
            label={t('preferences.scheme')}
            value={colorScheme}
            choices={SCHEMES.map((scheme) => [scheme, t(`preferences.${scheme}`)])}
            onChoose={(value) =>
              setColorScheme(SCHEMES.find((scheme) => scheme === value) ?? 'auto')
            }
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
