/** Who answers in a home without any other model. */
export const LIGHT_MODEL = 'built-in/light-model';

/** What it says of itself, greeted or asked who it is, in either language. */
export const SAYS_WHO_IT_IS = /VX11 Control/;
