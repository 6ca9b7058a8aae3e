"""Words, sentences and figures of a text: functions over strings that know no documents."""
