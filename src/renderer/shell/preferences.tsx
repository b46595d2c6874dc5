import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconAdjustments, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, LANGUAGES, type Language, languageOf } from '../i18n/i18n.ts';

const SCHEMES = ['auto', 'light', 'dark'] as const;

interface ChoiceProps {
  readonly label: string;
  readonly lang?: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function Choice({ label, lang, chosen, onChoose }: ChoiceProps) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={chosen}
      lang={lang}
      leftSection={<IconCheck size={16} visibility={chosen ? 'visible' : 'hidden'} aria-hidden />}
      onClick={onChoose}
    >
      {label}
    </Menu.Item>
  );
}

/** Language and appearance, remembered on this device. */
export function Preferences() {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const languages: readonly Language[] = ['es', 'en'];
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Tooltip label={t('preferences.label')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('preferences.label')}>
            <IconAdjustments size={20} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('preferences.language')}</Menu.Label>
        {languages.map((language) => (
          <Choice
            key={language}
            label={LANGUAGES[language]}
            lang={language}
            chosen={languageOf(i18n.language) === language}
            onChoose={() => void chooseLanguage(language)}
          />
        ))}
        <Menu.Divider />
        <Menu.Label>{t('preferences.scheme')}</Menu.Label>
        {SCHEMES.map((scheme) => (
          <Choice
            key={scheme}
            label={t(`preferences.${scheme}`)}
            chosen={colorScheme === scheme}
            onChoose={() => setColorScheme(scheme)}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
