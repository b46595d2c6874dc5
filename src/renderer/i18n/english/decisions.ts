export const decisions = {
  decisions: {
    legend: 'What the points are for',
    numbersOf: 'The points of {{name}}, one by one',
    subtracted: '(taken off)',
    switching:
      'To switch to it: {{load}} to load and {{read}} to read, where {{accepted}} would be accepted.',
    raised: 'Plus {{points}} points for what counts more than all this.',
    lowered: 'Minus {{points}} points for what counts more than all this.',
    adjustment: 'What counts more',
    total: 'Together',
    explores: 'tried out',
    exploresText: 'Little is known of this model yet, so it got this query to show how it does.',
    cached: 'as decided before',
    cachedText:
      'The same was decided {{time}} before for an equal query, and nothing had changed since.',
    showAll_one: 'Show {{count, number}} more candidate',
    showAll_other: 'Show {{count, number}} more candidates',
    showFewer: 'Show fewer',
  },
  /** What a score is made of. */
  scorePart: {
    specialty: 'Made for it',
    performance: 'How it did so far',
    efficiency: 'Speed for its memory',
    availability: 'At hand',
    switching: 'Switching to it',
  },
  feedback: {
    label: 'How was this answer?',
    good: 'Good answer',
    bad: 'Bad answer',
    thanksGood: 'Noted: this model will get more questions of this kind.',
    thanksBad: 'Noted: this model will get fewer questions of this kind.',
    judged: 'Judged with {{score}}.',
    failed: 'This was not kept.',
  },
};
