import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, LANGUAGES, languageOf } from '../i18n/i18n.ts';

const SCHEMES = ['auto', 'light', 'dark'] as const;

function LanguageChoice() {
  const { i18n } = useTranslation();
  return (
    <Menu.RadioGroup
      value={languageOf(i18n.language)}
      onChange={(value) => void chooseLanguage(languageOf(value))}
    >
      {Object.entries(LANGUAGES).map(([language, name]) => (
        <Menu.RadioItem key={language} value={language} lang={language} closeMenuOnClick>
          {name}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

function SchemeChoice() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu.RadioGroup
      value={colorScheme}
      onChange={(value) => setColorScheme(SCHEMES.find((scheme) => scheme === value) ?? 'auto')}
    >
      {SCHEMES.map((scheme) => (
        <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick>
          {t(`preferences.${scheme}`)}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

/** Language and appearance, remembered on this device. */
export function Preferences() {
  const { t } = useTranslation();
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
        <LanguageChoice />
        <Menu.Divider />
        <Menu.Label>{t('preferences.scheme')}</Menu.Label>
        <SchemeChoice />
      </Menu.Dropdown>
    </Menu>
  );
}
