"""How much each piece of evidence says: about the bits by which it makes a rename likelier.

Measured on the 14,301 pairs of columns that stand in one table, and the 13,750 pairs of tables, of six real schemas: a
column that is renamed keeps its type, so that a type which one other column in six has too says log2(6) = 2.6 bits.
They are rounded down, since what comes and goes in one revision is more alike than any two columns of a table.
An error takes HIGH, a warning MEDIUM: a drop and an addition that have nothing to do with each other are common.
"""

HIGH = 5
MEDIUM = 4
EXCLUDED = -100  # it cannot be one, whatever else speaks for it

SAME_TYPE = 2  # 16 of 100 pairs, where it is none of the everyday types
SAME_EVERYDAY_TYPE = 1  # 19 of 100, but flags, numbers and times come and go in groups
OTHER_LENGTH = 1  # VARCHAR(50) and VARCHAR(80)
KINDRED_TYPE = 0  # a longer text, a larger number: often changed along with the name
SAME_NULLABILITY = 1  # 62 of 100
OTHER_NULLABILITY = -1
SAME_DEFAULT = 1  # 1 of 100, most of them flags
OTHER_DEFAULT = -1
SAME_COMMENT = 3

SAME_WORDS = 3  # usr_name and username
ALIKE_NAMES = 2  # 5 of 100
LONGER_NAME = 1  # name and display_name
OPPOSITE_NAMES = -3  # first_name and last_name

SAME_TARGET = 3  # 4 of 100 of the columns that have a foreign key
REPLACED_TARGET = 3  # the table it references is replaced by the new one's in the same upgrade
LOST_TARGET = -2  # only one of them references something
KEY_FOLLOWS = 1  # an index or constraint of its own: 9 of 100
SHARED_KEY_FOLLOWS = 2  # one with other columns, which are the same

ONLY_PAIR = 2  # nothing else is dropped or added
ONLY_OF_TYPE = 1
SAME_PLACE = 1  # autogenerate lists both in the order of the model
SAME_IN_TABLES = 2
NOT_BROUGHT_BACK = -1  # the downgrade does something else
WRITTEN_AS_SQL = -3  # `DROP TABLE …` by hand
RENAMES_OTHERS = -3  # the upgrade renames others, and not these
COPIED_BACK = 2  # the downgrade takes the values of the new one for the old one

SAYS_BOTH = 3  # "rename tenant to project"
SAYS_ONE = 2
SAYS_RENAME = 1

SAME_ATTRIBUTE = 3  # a table has a dozen attributes: another one stands there by chance once in twelve
OTHER_ATTRIBUTE = -2
BOTH_MAPPED = -3  # the models had or have both at once
SAME_CLASS = 4

MOST_COLUMNS = 2  # four of five: 2 of 1,000 pairs of tables
HALF_OF_COLUMNS = 1  # 3 of 100
MANY_COLUMNS = 1  # four or more: 1 of 100
EVERY_COLUMN = 1  # of three or more
MOVED_REFERENCE = 3
ONLY_TABLES = 1
