//! What the words of SQL mean to the automaton. Words that are English as well (`all`, `set`, `show`) mean something
//! only in their place, which is the automaton's affair.

use crate::inspect::cursor::Lower;
use crate::inspect::sql::verb::Verb;

/// The part that a word plays.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Word {
    /// Any other word: a column, an alias, or English.
    Plain,
    /// `AND`, `OR`, `XOR`.
    Logic,
    Not,
    /// `LIKE`, `IN`, `IS` and the other operators in letters that compare.
    Compare,
    /// `DIV`, `MOD`, `COLLATE`: an operand follows.
    Operator,
    /// `NULL`, `TRUE`, `FALSE`: a value.
    Constant,
    Union,
    /// `ALL`, `DISTINCT`: may stand before a list.
    Every,
    Select,
    From,
    Into,
    /// `WHERE`, `HAVING`, `WHEN`: a condition follows.
    Condition,
    /// `ORDER`, `GROUP`.
    Arrange,
    By,
    /// `LIMIT`, `AS`, `THEN`: something follows.
    Clause,
    /// `ASC`, `DESC`, `END`: nothing follows.
    Postfix,
    Procedure,
    /// `ANALYSE`, as in `PROCEDURE ANALYSE`.
    Analyse,
    /// `OUTFILE`, `DUMPFILE`.
    File,
    /// Waits, reads, writes, runs or leaks when called, and no English word.
    Function,
    /// The same, and an English word.
    Homonym,
    /// A system table.
    Catalogue,
    /// The first word of a statement.
    Verb(Verb),
    /// `TABLE`, `DATABASE`: what `DROP` and `SHOW` take.
    Object,
    /// `DELAY`, as in `WAITFOR DELAY`.
    Delay,
}

impl Word {
    /// The part that `word` plays, in any case.
    pub(super) fn of(word: &[u8]) -> Self {
        // Most words of a language are not in the table, and most of those differ in length or in the first letter.
        match Lower::of(word.iter().copied()).as_bytes() {
            b"and" | b"or" | b"xor" => Self::Logic,
            b"not" => Self::Not,
            b"like" | b"rlike" | b"ilike" | b"regexp" | b"glob" | b"similar" | b"in" | b"is" | b"between"
            | b"sounds" => Self::Compare,
            b"div" | b"mod" | b"collate" => Self::Operator,
            b"null" | b"true" | b"false" | b"current_user" | b"localtimestamp" => Self::Constant,
            b"union" | b"except" | b"intersect" => Self::Union,
            b"all" | b"distinct" | b"distinctrow" => Self::Every,
            b"select" => Self::Select,
            b"from" => Self::From,
            b"into" => Self::Into,
            b"where" | b"having" | b"when" => Self::Condition,
            b"order" | b"group" => Self::Arrange,
            b"by" => Self::By,
            b"limit" | b"offset" | b"as" | b"then" | b"else" | b"case" | b"exists" | b"any" | b"binary" => Self::Clause,
            b"asc" | b"desc" | b"end" | b"isnull" | b"notnull" => Self::Postfix,
            b"procedure" => Self::Procedure,
            b"analyse" | b"analyze" => Self::Analyse,
            b"outfile" | b"dumpfile" => Self::File,
            b"sleep" | b"benchmark" => Self::Homonym,
            b"delay" | b"time" => Self::Delay,
            other => Self::of_schema(other),
        }
    }

    /// The same for verbs, functions and tables.
    fn of_schema(lower: &[u8]) -> Self {
        match lower {
            b"drop" | b"create" | b"alter" | b"truncate" | b"show" | b"load" | b"rename" => Self::Verb(Verb::Define),
            b"insert" | b"replace" | b"merge" => Self::Verb(Verb::Insert),
            b"delete" => Self::Verb(Verb::Delete),
            b"update" => Self::Verb(Verb::Update),
            b"set" | b"declare" => Self::Verb(Verb::Assign),
            b"exec" | b"execute" | b"call" => Self::Verb(Verb::Execute),
            b"waitfor" => Self::Verb(Verb::Wait),
            b"copy" => Self::Verb(Verb::Copy),
            b"shutdown" => Self::Verb(Verb::Halt),
            b"table" | b"tables" | b"database" | b"databases" | b"schema" | b"schemas" | b"view" | b"index"
            | b"trigger" | b"function" | b"user" | b"role" | b"login" | b"warnings" | b"variables" | b"grants"
            | b"columns" | b"processlist" | b"data" | b"extension" => Self::Object,
            b"pg_sleep" | b"load_file" | b"extractvalue" | b"updatexml" | b"xp_cmdshell" | b"xp_dirtree"
            | b"xp_regread" | b"sp_executesql" | b"sp_oacreate" | b"openrowset" | b"opendatasource" | b"dbms_pipe"
            | b"dbms_lock" | b"utl_http" | b"utl_inaddr" | b"utl_file" | b"httpuritype" | b"ctxsys" | b"lo_import"
            | b"lo_export" | b"pg_read_file" | b"pg_ls_dir" | b"dblink" | b"dblink_connect" | b"query_to_xml"
            | b"database_to_xml" | b"load_extension" | b"randomblob" | b"get_lock" | b"sys_eval" | b"sys_exec"
            | b"gtid_subset" | b"name_const" | b"group_concat" => Self::Function,
            b"information_schema"
            | b"pg_catalog"
            | b"pg_shadow"
            | b"pg_user"
            | b"pg_tables"
            | b"pg_database"
            | b"sqlite_master"
            | b"sqlite_schema"
            | b"sysobjects"
            | b"syscolumns"
            | b"sysdatabases"
            | b"sysusers"
            | b"all_tables"
            | b"user_tables"
            | b"dba_users"
            | b"v$version"
            | b"msysobjects" => Self::Catalogue,
            _ => Self::Plain,
        }
    }
}
