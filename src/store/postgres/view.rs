//! The views, in PostgreSQL's words.

use postgres::error::SqlState;
use seedbank_codegen::canon::text_hash;

use super::failure::{Failing as _, words};
use super::session::{Session, text};
use super::sql::{fitting, identifier, literal};
use crate::store::view::{Column, ColumnType};
use crate::store::{Error, View};

const DOING: &str = "create the views of";

/// Makes these the dataset's views, and touches no table or view that is not seedbank's.
///
/// A view's comment says whose it is, and of what it was made.
pub(super) fn put(
    session: &mut Session<'_>,
    dataset: &str,
    views: &[View<'_>],
) -> Result<(), Error> {
    drop_others(session, dataset, views)?;
    for view in views {
        let name = fitting(&view.name);
        let text = create(&name, view);
        let mut grants = Vec::new();
        match named(session, &name)? {
            Some(found) if found.is(view, &text) => continue,
            Some(found) if found.is_of(&owner(view.dataset, view.collection)) => {
                grants = granted(session, &name)?;
                drop(session, &name)?;
            }
            Some(found) => {
                return Err(Error::NameTaken {
                    database: session.site.database.clone(),
                    view: name,
                    taken_by: found.described(),
                });
            }
            None => {}
        }
        session.run(&text).or_fail(&session.site, DOING)?;
        grants.push(comment(session, &name, view, &text)?);
        session.run(&grants.join("; ")).or_fail(&session.site, DOING)?;
    }
    Ok(())
}

/// Which of the views are missing, or are not as [`put`] makes them.
pub(super) fn broken(session: &mut Session<'_>, views: &[View<'_>]) -> Result<Vec<String>, Error> {
    let mut broken = Vec::new();
    for view in views {
        let name = fitting(&view.name);
        let text = create(&name, view);
        if named(session, &name)?.is_none_or(|found| !found.is(view, &text)) {
            broken.push(name);
        }
    }
    Ok(broken)
}

/// Something in the schema that has a name.
struct Found {
    name: String,
    kind: String,
    comment: String,
    /// What a view is, as this server prints it.
    definition: String,
    server: String,
}

impl Found {
    /// Whether it is the view that this text made, and as it was then. Another server prints the same
    /// view in other words, so there only the text counts.
    fn is(&self, view: &View<'_>, text: &str) -> bool {
        let mark = mark(view, text);
        let Some(printed) = self.comment.strip_prefix(&mark) else { return false };
        match printed.split_once(' ') {
            Some((server, hash)) if server == self.server => {
                hash == text_hash(&self.definition).to_string()
            }
            _ => true,
        }
    }

    fn is_of(&self, owner: &str) -> bool {
        self.comment.starts_with(&format!("{owner}\n"))
    }

    fn described(&self) -> String {
        match self.comment.strip_prefix(MARK).and_then(|rest| rest.split_once('\n')) {
            Some((owner, _)) => format!("the view of {owner}"),
            None => format!("the application's {} `{}`", self.kind, self.name),
        }
    }
}

const MARK: &str = "seedbank: ";

/// The first line of a view's comment.
fn owner(dataset: &str, collection: &str) -> String {
    format!("{MARK}{dataset}/{collection}")
}

/// The comment, up to how the server prints the view.
fn mark(view: &View<'_>, text: &str) -> String {
    format!("{}\n{}\n", owner(view.dataset, view.collection), text_hash(text))
}

/// The statement that marks a view which was just made.
fn comment(
    session: &mut Session<'_>,
    name: &str,
    view: &View<'_>,
    text: &str,
) -> Result<String, Error> {
    let found = named(session, name)?;
    let printed = found.map_or_else(String::new, |found| {
        format!("{} {}", found.server, text_hash(&found.definition))
    });
    let comment = literal(&(mark(view, text) + &printed));
    Ok(format!("COMMENT ON VIEW {} IS {comment}", identifier(name)))
}

fn create(name: &str, view: &View<'_>) -> String {
    let mut columns = String::from("id, unit, key");
    // PostgreSQL has no names, and no JSON, with this character.
    for column in view.columns.iter().filter(|column| !column.field.contains('\0')) {
        let (value, name) = (value(column), identifier(&fitting(&column.name)));
        columns.extend([",\n    ", &value, " AS ", &name]);
    }
    format!(
        "CREATE VIEW {} AS\nSELECT {columns},\n    state AS record_state\nFROM seedbank_record\n\
         WHERE dataset = {} AND collection = {} AND state IN ('active', 'deprecated')",
        identifier(name),
        literal(view.dataset),
        literal(view.collection),
    )
}

/// The field's value. One that is not of its type, which a person or an earlier schema left, is `NULL`:
/// a cast that fails would fail the whole query.
fn value(column: &Column<'_>) -> String {
    let field = literal(column.field);
    let json = format!("data -> {field}");
    let of_type =
        |ty: &str, then: &str| format!("CASE WHEN jsonb_typeof({json}) = '{ty}' THEN {then} END");
    let whole = |low: i128, high: u64, ty: &str| {
        let number = format!("({json})::numeric");
        let fits = format!("{number} % 1 = 0 AND {number} BETWEEN {low} AND {high}");
        of_type("number", &format!("CASE WHEN {fits} THEN {number}::{ty} END"))
    };
    match column.ty {
        ColumnType::Boolean => of_type("boolean", &format!("({json})::boolean")),
        ColumnType::Integer => whole(i64::MIN.into(), i64::MAX.unsigned_abs(), "bigint"),
        ColumnType::Unsigned => whole(0, u64::MAX, "numeric(20)"),
        ColumnType::Number => of_type("number", &format!("({json})::double precision")),
        ColumnType::Text => format!("data ->> {field}"),
        ColumnType::Json => format!("nullif({json}, 'null'::jsonb)"),
    }
}

/// Drops the dataset's views of collections that it no longer has.
fn drop_others(session: &mut Session<'_>, dataset: &str, views: &[View<'_>]) -> Result<(), Error> {
    let prefix = format!("{MARK}{dataset}/");
    let rows = session
        .rows(
            "SELECT c.relname::text, obj_description(c.oid, 'pg_class') FROM pg_class AS c \
             WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND c.relkind = 'v' \
             AND starts_with(obj_description(c.oid, 'pg_class'), $1)",
            &[text(&prefix)],
        )
        .or_fail(&session.site, DOING)?;
    for row in rows {
        let name: String = row.try_get(0).or_fail(&session.site, DOING)?;
        let comment: String = row.try_get(1).or_fail(&session.site, DOING)?;
        let wanted = |view: &View<'_>| {
            let owner = owner(dataset, view.collection) + "\n";
            comment.starts_with(&owner) && fitting(&view.name) == name
        };
        if !views.iter().any(wanted) {
            drop(session, &name)?;
        }
    }
    Ok(())
}

fn named(session: &mut Session<'_>, name: &str) -> Result<Option<Found>, Error> {
    let rows = session
        .rows(
            "SELECT c.relname::text, CASE c.relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' \
             WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'c' THEN 'type' \
             WHEN 'm' THEN 'materialized view' ELSE 'table' END, \
             coalesce(obj_description(c.oid, 'pg_class'), ''), \
             CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) ELSE '' END, \
             current_setting('server_version_num') FROM pg_class AS c \
             WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND c.relname = $1",
            &[text(&name)],
        )
        .or_fail(&session.site, DOING)?;
    let Some(row) = rows.first() else { return Ok(None) };
    let columns = || {
        Ok(Found {
            name: row.try_get(0)?,
            kind: row.try_get(1)?,
            comment: row.try_get(2)?,
            definition: row.try_get(3)?,
            server: row.try_get(4)?,
        })
    };
    columns().map(Some).or_fail(&session.site, DOING)
}

/// What others may do with a view, as the statements that give it to them again.
fn granted(session: &mut Session<'_>, name: &str) -> Result<Vec<String>, Error> {
    let rows = session
        .rows(
            "SELECT format('GRANT %s ON %I TO %s%s', granted.privilege_type, c.relname, \
             CASE granted.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END, \
             CASE WHEN granted.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) \
             FROM pg_class AS c CROSS JOIN aclexplode(c.relacl) AS granted \
             LEFT JOIN pg_roles AS r ON r.oid = granted.grantee \
             WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND c.relname = $1 \
             AND granted.grantee <> c.relowner",
            &[text(&name)],
        )
        .or_fail(&session.site, DOING)?;
    rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>().or_fail(&session.site, DOING)
}

fn drop(session: &mut Session<'_>, name: &str) -> Result<(), Error> {
    match session.run(&format!("DROP VIEW {}", identifier(name))) {
        Err(error) if error.code() == Some(&SqlState::DEPENDENT_OBJECTS_STILL_EXIST) => {
            Err(Error::ViewInUse {
                database: session.site.database.clone(),
                view: name.to_owned(),
                used_by: words(&error),
            })
        }
        dropped => dropped.or_fail(&session.site, DOING),
    }
}
