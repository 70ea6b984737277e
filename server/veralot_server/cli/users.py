"""`user`: the first administrator, passwords, lists. There is no default password anywhere."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from veralot_server.cli.plant import Plant, console, opened
from veralot_server.modules.identity.bootstrap import create_first_administrator
from veralot_shared.contracts.identity import EnableUser, ListUsers, ResetPassword, UserView, VerifyIdentity
from veralot_shared.messages import Page

app = typer.Typer(help="Accounts: the first administrator, first passwords.", no_args_is_help=True)

Password = Annotated[
    str,
    typer.Option(
        prompt=True, hide_input=True, confirmation_prompt=True, envvar="VERALOT_PASSWORD", help="Asked for if unset."
    ),
]


@app.command()
def create(user_name: str, password: Password) -> None:
    """Create the first administrator; every other account is made in the client."""
    with opened() as plant, plant.transaction("identity.CreateUser") as tx:
        create_first_administrator(tx, user_name, password)
    console.print(f"[green]✓[/green] {user_name} is an administrator and must change the password at first sign-in.")


@app.command()
def password(user_name: str, password: Password) -> None:
    """Give an account a new first password, for instance after an import."""
    with opened() as plant:
        plant.call(ResetPassword(id=find(plant, user_name).id, password=password))
    console.print(f"[green]✓[/green] {user_name} has a first password and must change it at sign-in.")


@app.command("list")
def list_() -> None:
    """List the accounts."""
    with opened() as plant:
        users = plant.call(ListUsers(page=Page(limit=1000)))
    table = Table("user", "name", "roles", "state")
    for user in users:
        table.add_row(user.user_name, f"{user.full_name} {user.full_name_zh}", ", ".join(user.roles), user.state)
    Console().print(table)


@app.command()
def verify(
    user_name: str, document: Annotated[str, typer.Option(prompt=True, help="The document that was seen.")]
) -> None:
    """Record that a person's identity was checked: of the first quality head, whom nobody in the plant can verify yet."""
    with opened() as plant:
        plant.call(VerifyIdentity(id=find(plant, user_name).id, document=document))
    console.print(f"[green]✓[/green] {user_name}'s identity is recorded as checked.")


@app.command()
def enable(user_name: str, reason: Annotated[str, typer.Option(prompt=True, help="Why.")]) -> None:
    """Open a locked or disabled account again: of the only administrator, whom nobody in the plant can help."""
    with opened() as plant:
        plant.call(EnableUser(id=find(plant, user_name).id, reason=reason))
    console.print(f"[green]✓[/green] {user_name}'s account is open.")


def find(plant: Plant, user_name: str) -> UserView:
    """Return the account of this name, or end the command."""
    users = plant.call(ListUsers(search=user_name, page=Page(limit=1000)))
    user = next((user for user in users if user.user_name.casefold() == user_name.casefold()), None)
    if user is None:
        raise typer.BadParameter(f"there is no user “{user_name}”")
    return user
