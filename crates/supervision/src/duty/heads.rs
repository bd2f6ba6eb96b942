//! The head of a duty list: which column holds what, in one row or two.

use super::text::plain;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// 序号
    Number,
    /// 工作任务 over several rows, where another column holds the task itself.
    Group,
    /// The task.
    Task,
    /// 牵头单位
    Lead,
    /// 配合单位
    Cooperating,
    /// 责任单位: those that lead when nobody else does, else those that support.
    Responsible,
    /// 完成时限
    Deadline,
    /// Anything else, such as 备注.
    Other,
}

const NUMBERS: [&str; 3] = ["序号", "编号", "序"];
const TASKS: [&str; 15] = [
    "政务公开重点工作",
    "重点工作",
    "重点工作任务",
    "重点任务",
    "主要任务",
    "工作任务",
    "工作内容",
    "工作要点",
    "工作要求",
    "具体工作要求",
    "具体任务",
    "具体举措",
    "具体内容",
    "任务内容",
    "工作事项",
];
const LEADS: [&str; 4] = ["牵头单位", "牵头部门", "主办单位", "牵头责任单位"];
const SUPPORTS: [&str; 5] = ["配合单位", "配合部门", "协办单位", "参与单位", "配合责任单位"];
const RESPONSIBLE: [&str; 3] = ["责任单位", "责任部门", "承办单位"];
const DEADLINES: [&str; 7] = ["完成时限", "完成时间", "完成期限", "时限要求", "时间要求", "时间节点", "时限"];

fn role(cell: &str) -> Option<Role> {
    let cell = plain(cell);
    let lists: [(&[&str], Role); 6] = [
        (&NUMBERS, Role::Number),
        (&TASKS, Role::Task),
        (&LEADS, Role::Lead),
        (&SUPPORTS, Role::Cooperating),
        (&RESPONSIBLE, Role::Responsible),
        (&DEADLINES, Role::Deadline),
    ];
    lists.into_iter().find(|(names, _)| names.contains(&cell.as_str())).map(|(_, role)| role)
}

/// The head of a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// What each column holds.
    pub(super) roles: Vec<Role>,
    /// Its first row, from 0.
    pub(super) first: usize,
    /// How many rows it has: one, or two when units are divided below 责任单位.
    pub(super) height: usize,
}

impl Head {
    /// The first head in these rows: a row that names the task and at least one other column.
    pub(super) fn find(rows: &[Vec<String>]) -> Option<Head> {
        rows.iter().enumerate().find_map(|(first, row)| {
            let roles: Vec<Option<Role>> = row.iter().map(|cell| role(cell)).collect();
            let others = roles.iter().flatten().any(|role| *role != Role::Task);
            if !roles.contains(&Some(Role::Task)) || !others {
                return None;
            }
            let below = rows.get(first + 1).filter(|row| is_second(row));
            let height = if below.is_some() { 2 } else { 1 };
            Some(Head { roles: merge(row, roles, below), first, height })
        })
    }

    /// The columns that hold this.
    pub(super) fn columns(&self, wanted: Role) -> impl Iterator<Item = usize> {
        let is_wanted = move |(place, role): (usize, &Role)| (*role == wanted).then_some(place);
        self.roles.iter().enumerate().filter_map(is_wanted)
    }
}

/// A second row of a head divides the units and says nothing that is not a head.
fn is_second(row: &[String]) -> bool {
    let divides = |cell: &String| matches!(role(cell), Some(Role::Lead | Role::Cooperating));
    row.iter().any(divides) && row.iter().all(|cell| plain(cell).is_empty() || role(cell).is_some())
}

fn merge(row: &[String], mut roles: Vec<Option<Role>>, below: Option<&Vec<String>>) -> Vec<Role> {
    for (place, cell) in below.into_iter().flatten().enumerate() {
        if let Some(role) = role(cell) {
            if roles.len() <= place {
                roles.resize(place + 1, None);
            }
            if let Some(slot) = roles.get_mut(place) {
                *slot = Some(role);
            }
        }
    }
    // Of two columns of tasks the first groups them; one head over two columns is repeated, or left blank, by the merge.
    let tasks: Vec<usize> =
        (0..roles.len()).filter(|place| roles.get(*place) == Some(&Some(Role::Task))).collect();
    let text = |place: usize| row.get(place).map(|cell| plain(cell)).unwrap_or_default();
    if let Some((last, earlier)) = tasks.split_last() {
        for place in earlier {
            if let Some(slot) = roles.get_mut(*place) {
                *slot = Some(if text(*place) == text(*last) { Role::Other } else { Role::Group });
            }
        }
    }
    roles.into_iter().map(|role| role.unwrap_or(Role::Other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn a_head_in_two_rows_is_read_whether_merged_cells_repeat_or_stay_blank() {
        let divided = [Role::Number, Role::Task, Role::Lead, Role::Cooperating];
        for table in [
            rows(&[
                &["任务清单", "", "", ""],
                &["序号", "政务公开重点工作", "责任单位", ""],
                &["", "", "牵头单位", "配合单位"],
            ]),
            rows(&[
                &["任务清单"],
                &["序号", "政务公开\n重点工作", "责任单位", "责任单位"],
                &["序号", "政务公开\n重点工作", "牵头单位", "配合单位"],
            ]),
        ] {
            let head = Head::find(&table).unwrap();
            assert_eq!((head.first, head.height), (1, 2));
            assert_eq!(head.roles, divided);
        }
    }

    #[test]
    fn of_two_columns_of_tasks_the_first_groups_them() {
        let head =
            Head::find(&rows(&[&["序号", "工作任务", "具体工作要求", "责任单位", "完成时限"]])).unwrap();
        let roles = [Role::Number, Role::Group, Role::Task, Role::Responsible, Role::Deadline];
        assert_eq!((head.roles.as_slice(), head.height), (roles.as_slice(), 1));
    }

    #[test]
    fn a_table_without_a_task_has_no_head() {
        assert_eq!(Head::find(&rows(&[&["序号", "单位名称"], &["1", "重点工作"]])), None);
    }
}
